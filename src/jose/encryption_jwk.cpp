#include <tessera/jose/encryption_jwk.hpp>

#include <algorithm>

#include <tessera/codec/json.hpp>

#include "jose/public_key.hpp"

namespace tessera::jose {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxKeys = 100;

// A key of another use or type is left out (RFC 7517 5); nothing else is.
template <class T>
Result<void> take(Result<T> key, std::vector<T>& into) {
  if (!key && key.error().id == "jwk.unsupported") return {};
  if (!key) return std::unexpected(std::move(key.error()));
  // RFC 7517 4.5: two that go by one name cannot be told apart.
  const bool twice = !key->kid.empty() && std::ranges::find(into, key->kid, &T::kid) != into.end();
  if (twice) return refuse_jwk("malformed");
  into.push_back(std::move(*key));
  return {};
}

}  // namespace

std::string_view to_string(KeyAlg alg) {
  switch (alg) {
    case KeyAlg::ecdh_es:
      return "ECDH-ES";
    case KeyAlg::ecdh_es_a128kw:
      return "ECDH-ES+A128KW";
    case KeyAlg::rsa_oaep_256:
      return "RSA-OAEP-256";
  }
  return "";
}

std::string_view to_string(ContentAlg alg) {
  switch (alg) {
    case ContentAlg::a128cbc_hs256:
      return "A128CBC-HS256";
    case ContentAlg::a128gcm:
      return "A128GCM";
    case ContentAlg::a256gcm:
      return "A256GCM";
  }
  return "";
}

std::optional<KeyAlg> parse_key_alg(std::string_view name) {
  for (const auto alg : kKeyAlgs) {
    if (name == to_string(alg)) return alg;
  }
  return std::nullopt;
}

std::optional<ContentAlg> parse_content_alg(std::string_view name) {
  for (const auto alg : kContentAlgs) {
    if (name == to_string(alg)) return alg;
  }
  return std::nullopt;
}

Result<EncryptionJwk> parse_encryption_jwk(const json::object& jwk) {
  auto key = parse_public_key(jwk);
  if (!key && key.error().id == "jwk.private") return std::unexpected(std::move(key.error()));
  const auto purpose = check_purpose(jwk, "enc", {"encrypt", "wrapKey", "deriveKey", "deriveBits"});
  if (!purpose) return std::unexpected(purpose.error());
  if (!key) return std::unexpected(std::move(key.error()));
  const auto type = key->type();
  if (type == crypto::KeyType::ed25519) return refuse_jwk("unsupported");
  EncryptionJwk parsed{.key = std::move(*key), .kid = codec::text_of(jwk, "kid")};
  if (!has(jwk, "alg")) return parsed;
  parsed.alg = parse_key_alg(codec::text_of(jwk, "alg"));
  if (!parsed.alg || !fits(*parsed.alg, type)) return refuse_jwk("unsupported");
  return parsed;
}

json::object to_jwk(const EncryptionJwk& key) {
  auto jwk = to_jwk(key.key);
  jwk["use"] = "enc";
  if (!key.kid.empty()) jwk["kid"] = key.kid;
  if (key.alg) jwk["alg"] = to_string(*key.alg);
  return jwk;
}

Result<KeySet> parse_key_set(std::string_view text) {
  const auto set = codec::parse_json_object(text);
  if (!set) return refuse_jwk("malformed");
  const auto* member = set->if_contains("keys");
  const auto* keys = member == nullptr ? nullptr : member->if_array();
  if (keys == nullptr || keys->size() > kMaxKeys) return refuse_jwk("malformed");
  KeySet parsed;
  for (const auto& element : *keys) {
    const auto* object = element.if_object();
    if (object == nullptr) return refuse_jwk("malformed");
    if (auto taken = take(parse_jwk(*object), parsed.signing); !taken)
      return std::unexpected(std::move(taken.error()));
    if (auto taken = take(parse_encryption_jwk(*object), parsed.encryption); !taken)
      return std::unexpected(std::move(taken.error()));
  }
  return parsed;
}

const EncryptionJwk* choose_key(std::span<const EncryptionJwk> keys, KeyAlg alg) {
  const EncryptionJwk* fitting = nullptr;
  for (const auto& key : keys) {
    if (key.alg == alg) return &key;
    if (!key.alg && fitting == nullptr && fits(alg, key.key.type())) fitting = &key;
  }
  return fitting;
}

}  // namespace tessera::jose
