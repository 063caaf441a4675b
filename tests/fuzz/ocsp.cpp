// rooms: crypto
#include <tessera/crypto/ocsp.hpp>

#include "require.hpp"
#include "revocation_seed.hpp"

using namespace tessera;
using namespace tessera::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Bytes issuer = fuzz::read_issuer();
  static const Bytes request = *make_ocsp_request(issuer, issuer, {});
  const TimePoint now{seconds{1'800'000'000}};
  if (const auto answer = read_ocsp_response({data, size}, request, issuer, issuer, false, now))
    fuzz::require(answer->next_update >= answer->this_update);
  fuzz::require(!read_ocsp_response({data, size}, {data, size}, issuer, issuer, false, now));
  return 0;
}
