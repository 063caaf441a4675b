// rooms: jose
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/jose/jwk.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::jose;

// What is accepted as a public key is published as the same key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::as_input(data, size);
  (void)parse_jwks(text);
  const auto object = codec::parse_json_object(text, 1 << 14);
  if (!object) return 0;
  const auto jwk = parse_jwk(*object);
  if (!jwk) return 0;
  fuzz::require(!jwk->key.has_private());
  const auto again = parse_jwk(to_jwk(jwk->key, jwk->kid, jwk->alg));
  fuzz::require(again && again->kid == jwk->kid && again->alg == jwk->alg);
  fuzz::require(thumbprint(again->key) == thumbprint(jwk->key));
  return 0;
}
