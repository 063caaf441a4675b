// rooms: crypto
#include <tessera/crypto/crl.hpp>

#include <algorithm>

#include "require.hpp"
#include "revocation_seed.hpp"

using namespace tessera;
using namespace tessera::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Bytes issuer = fuzz::read_issuer();
  const TimePoint now{seconds{1'800'000'000}};
  if (const auto crl = read_crl({data, size}, issuer, now)) {
    fuzz::require(std::ranges::is_sorted(crl->revoked));
    for (const auto& serial : crl->revoked) fuzz::require(is_revoked(*crl, serial));
  }
  fuzz::require(!read_crl({data, size}, {data, size}, now));
  return 0;
}
