// Public keys as JSON Web Keys (RFC 7517, RFC 7518 6, RFC 8037 2). Private keys never take this
// form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::jose {

using crypto::fits;
using crypto::Key;
using crypto::SignAlg;

[[nodiscard]] std::string_view to_string(SignAlg alg);  // "RS256", "PS256", "ES256", "EdDSA"
// Case-sensitive (RFC 7515 4.1.1). There is no "none" and no symmetric algorithm in tessera.
[[nodiscard]] std::optional<SignAlg> parse_alg(std::string_view name);

struct Jwk {
  Key key;                     // public
  std::string kid;             // "" if the JWK names none
  std::optional<SignAlg> alg;  // as the JWK restricts it; always fits the key
};

// Errc::invalid: "jwk.malformed" (member missing, wrong type or not base64url), "jwk.private" (a
// private or symmetric part is present), "jwk.unsupported" (kty, crv, alg or use that is not for
// signatures here), "jwk.weak" (RSA below 2048 bits or an exponent that is not odd and at least
// 65537), "jwk.point" (a point off its curve or of small order).
[[nodiscard]] Result<Jwk> parse_jwk(const boost::json::object& jwk);
// {"keys": [...]}: keys for other uses or of unknown types are left out (RFC 7517 5), broken ones
// and two with the same kid are errors. At most 100 keys.
[[nodiscard]] Result<std::vector<Jwk>> parse_jwks(std::string_view json);

// kty and the public parts; kid and alg where given, with "use":"sig".
[[nodiscard]] boost::json::object to_jwk(const Key& key, std::string_view kid = {},
                                         std::optional<SignAlg> alg = std::nullopt);
// RFC 7638 with SHA-256, base64url: also the kid of tessera's own keys and "jkt" of DPoP.
[[nodiscard]] std::string thumbprint(const Key& key);

}  // namespace tessera::jose
