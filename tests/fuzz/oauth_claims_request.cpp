// rooms: oauth
#include <tessera/oauth/authorize_request.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto claims = parse_claims_request(fuzz::as_input(data, size));
  if (!claims) return 0;
  fuzz::require(size <= 4096);
  fuzz::require(claims->userinfo.size() <= 50 && claims->id_token.size() <= 50);
  return 0;
}
