// rooms: jose
#include <tessera/jose/claims.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::jose;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto claims = parse_claims(fuzz::as_input(data, size));
  if (!claims) return 0;
  const auto now = from_unix(1'800'000'000);
  const bool good = check_claims(*claims, {.issuer = "i", .audience = "a"}, now).has_value();
  fuzz::require(!good || (claims->iss == "i" && claims->exp && now < *claims->exp + seconds{30}));
  return 0;
}
