#include <tessera/jose/jwk.hpp>

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/encryption_jwk.hpp>

#include "jose/public_key.hpp"

namespace tessera::jose {
namespace {

namespace json = boost::json;
using crypto::KeyType;

std::string encode(const Bytes& bytes) {
  return codec::to_base64url(bytes);
}

}  // namespace

std::string_view to_string(SignAlg alg) {
  switch (alg) {
    case SignAlg::rs256:
      return "RS256";
    case SignAlg::ps256:
      return "PS256";
    case SignAlg::es256:
      return "ES256";
    case SignAlg::eddsa:
      return "EdDSA";
  }
  return "";
}

std::optional<SignAlg> parse_alg(std::string_view name) {
  for (const auto alg : {SignAlg::rs256, SignAlg::ps256, SignAlg::es256, SignAlg::eddsa}) {
    if (name == to_string(alg)) return alg;
  }
  return std::nullopt;
}

Result<Jwk> parse_jwk(const json::object& jwk) {
  auto key = parse_public_key(jwk);
  if (!key && key.error().id == "jwk.private") return std::unexpected(std::move(key.error()));
  if (const auto purpose = check_purpose(jwk, "sig", {"verify"}); !purpose)
    return std::unexpected(purpose.error());
  if (!key) return std::unexpected(std::move(key.error()));
  if (key->type() == KeyType::x25519) return refuse_jwk("unsupported");
  Jwk parsed{.key = std::move(*key), .kid = codec::text_of(jwk, "kid")};
  if (!has(jwk, "alg")) return parsed;
  parsed.alg = parse_alg(codec::text_of(jwk, "alg"));
  if (!parsed.alg || !fits(*parsed.alg, parsed.key.type())) return refuse_jwk("unsupported");
  return parsed;
}

Result<std::vector<Jwk>> parse_jwks(std::string_view text) {
  auto set = parse_key_set(text);
  if (!set) return std::unexpected(std::move(set.error()));
  return std::move(set->signing);
}

json::object to_jwk(const Key& key, std::string_view kid, std::optional<SignAlg> alg) {
  const auto parts = key.public_parts();
  json::object jwk;
  switch (key.type()) {
    case KeyType::rsa:
      jwk = {{"e", encode(parts.e)}, {"kty", "RSA"}, {"n", encode(parts.n)}};
      break;
    case KeyType::ec_p256:
      jwk = {{"crv", "P-256"}, {"kty", "EC"}, {"x", encode(parts.x)}, {"y", encode(parts.y)}};
      break;
    case KeyType::ed25519:
      jwk = {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", encode(parts.x)}};
      break;
    case KeyType::x25519:
      jwk = {{"crv", "X25519"}, {"kty", "OKP"}, {"x", encode(parts.x)}};
      break;
  }
  if (kid.empty() && !alg) return jwk;
  jwk["use"] = "sig";
  if (!kid.empty()) jwk["kid"] = json::string_view(kid.data(), kid.size());
  if (alg) jwk["alg"] = json::string_view(to_string(*alg).data(), to_string(*alg).size());
  return jwk;
}

std::string thumbprint(const Key& key) {
  // RFC 7638 3.2: exactly the required members, which is what to_jwk writes for a bare key.
  const auto canonical = codec::canonical_json(to_jwk(key));
  return codec::to_base64url(crypto::sha256(as_bytes(canonical.value())));
}

}  // namespace tessera::jose
