#include <tessera/jose/jwk.hpp>

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;
using crypto::KeyType;

constexpr std::size_t kMaxKeys = 100;
// RFC 7518 6.2.2, 6.3.2 and 6.4: what only a private or symmetric key carries.
constexpr std::array<std::string_view, 8> kPrivateMembers{"d",  "p",  "q",   "dp",
                                                          "dq", "qi", "oth", "k"};

std::unexpected<Error> refuse(std::string_view id) {
  return fail(Errc::invalid, "jwk." + std::string(id));
}

std::string_view text_of(const json::object& jwk, std::string_view name) {
  const auto* value = codec::find_string(jwk, name);
  return value == nullptr ? std::string_view{} : std::string_view{value->data(), value->size()};
}

bool has(const json::object& jwk, std::string_view name) {
  return jwk.contains({name.data(), name.size()});
}

// An optional member must be a string when it is there.
bool is_absent_or_text(const json::object& jwk, std::string_view name) {
  return !has(jwk, name) || codec::find_string(jwk, name) != nullptr;
}

// Errors of crypto::Key keep their reason and get this room's name.
Result<Key> rename(Result<Key> key) {
  if (key) return key;
  auto reason = key.error().id;
  return refuse(reason.substr(reason.find('.') + 1));
}

Result<Key> parse_rsa(const json::object& jwk) {
  const auto n = codec::from_base64url(text_of(jwk, "n"));
  const auto e = codec::from_base64url(text_of(jwk, "e"));
  if (!n || !e || n->empty() || e->empty()) return refuse("malformed");
  return rename(Key::from_rsa_public(*n, *e));
}

Result<Key> parse_ec(const json::object& jwk) {
  if (text_of(jwk, "crv") != "P-256") return refuse("unsupported");
  const auto x = codec::from_base64url(text_of(jwk, "x"));
  const auto y = codec::from_base64url(text_of(jwk, "y"));
  if (!x || !y) return refuse("malformed");
  return rename(Key::from_ec_public(*x, *y));
}

Result<Key> parse_okp(const json::object& jwk) {
  if (text_of(jwk, "crv") != "Ed25519") return refuse("unsupported");
  const auto x = codec::from_base64url(text_of(jwk, "x"));
  if (!x) return refuse("malformed");
  return rename(Key::from_ed25519_public(*x));
}

Result<Key> parse_key(const json::object& jwk) {
  const auto kty = text_of(jwk, "kty");
  if (kty == "RSA") return parse_rsa(jwk);
  if (kty == "EC") return parse_ec(jwk);
  if (kty == "OKP") return parse_okp(jwk);
  return kty.empty() ? refuse("malformed") : refuse("unsupported");
}

// RFC 7517 4.2, 4.3: a key that says what it is for says it is for verifying.
Result<void> check_purpose(const json::object& jwk) {
  if (!is_absent_or_text(jwk, "use") || !is_absent_or_text(jwk, "alg") ||
      !is_absent_or_text(jwk, "kid")) {
    return refuse("malformed");
  }
  if (has(jwk, "use") && text_of(jwk, "use") != "sig") return refuse("unsupported");
  const auto* operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return {};
  const auto* list = operations->if_array();
  if (list == nullptr) return refuse("malformed");
  if (std::ranges::find(*list, json::value("verify")) == list->end()) return refuse("unsupported");
  return {};
}

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
  for (const auto name : kPrivateMembers) {
    if (has(jwk, name)) return refuse("private");
  }
  if (const auto purpose = check_purpose(jwk); !purpose) return std::unexpected(purpose.error());
  auto key = parse_key(jwk);
  if (!key) return std::unexpected(std::move(key.error()));
  Jwk parsed{.key = std::move(*key), .kid = std::string(text_of(jwk, "kid"))};
  if (!has(jwk, "alg")) return parsed;
  parsed.alg = parse_alg(text_of(jwk, "alg"));
  if (!parsed.alg || !fits(*parsed.alg, parsed.key.type())) return refuse("unsupported");
  return parsed;
}

Result<std::vector<Jwk>> parse_jwks(std::string_view text) {
  const auto set = codec::parse_json_object(text);
  if (!set) return refuse("malformed");
  const auto* member = set->if_contains("keys");
  const auto* keys = member == nullptr ? nullptr : member->if_array();
  if (keys == nullptr || keys->size() > kMaxKeys) return refuse("malformed");
  std::vector<Jwk> parsed;
  for (const auto& element : *keys) {
    const auto* object = element.if_object();
    if (object == nullptr) return refuse("malformed");
    auto jwk = parse_jwk(*object);
    if (!jwk && jwk.error().id == "jwk.unsupported") continue;
    if (!jwk) return std::unexpected(std::move(jwk.error()));
    const bool twice =
        !jwk->kid.empty() && std::ranges::find(parsed, jwk->kid, &Jwk::kid) != parsed.end();
    if (twice) return refuse("malformed");
    parsed.push_back(std::move(*jwk));
  }
  return parsed;
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
