#include "authn/passkeys/kept_passkey.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::authn {
namespace {

namespace json = boost::json;

std::string context_of(const Uuid& authenticator) {
  return "authenticator|passkey|" + to_string(authenticator);
}

Bytes member(const json::object& o, std::string_view name) {
  const auto* text = codec::find_string(o, name);
  auto bytes = text == nullptr ? std::nullopt : codec::from_base64url({text->data(), text->size()});
  if (!bytes) throw std::runtime_error("a passkey without " + std::string(name));
  return std::move(*bytes);
}

}  // namespace

Bytes seal_passkey(const KeptPasskey& passkey, const Uuid& authenticator,
                   const crypto::Keyring& keys, Random& random) {
  const json::object plain{{"id", codec::to_base64url(passkey.id)},
                           {"key", codec::to_base64url(passkey.public_key)},
                           {"handle", codec::to_base64url(passkey.user_handle)}};
  return keys.seal(crypto::kPurposeSecretBox, as_bytes(json::serialize(plain)),
                   context_of(authenticator), random);
}

KeptPasskey open_passkey(const AuthenticatorRecord& record, const crypto::Keyring& keys) {
  const auto& id = record.authenticator.id;
  const auto plain = keys.open(crypto::kPurposeSecretBox, record.data, context_of(id));
  if (!plain)
    throw std::runtime_error("authenticator " + to_string(id) + ": " + plain.error().detail);
  const auto members = codec::parse_json_object(as_text(*plain));
  if (!members) throw std::runtime_error("authenticator " + to_string(id) + ": no passkey");
  return {.id = member(*members, "id"),
          .public_key = member(*members, "key"),
          .user_handle = member(*members, "handle")};
}

Bytes passkey_lookup_key(BytesView credential_id) {
  const auto digest = crypto::sha256(credential_id);
  return {digest.begin(), digest.end()};
}

webauthn::StoredCredential to_stored(const AuthenticatorRecord& record,
                                     const KeptPasskey& passkey) {
  const auto* eligible = record.authenticator.characteristics.if_contains("backup_eligible");
  return {.id = passkey.id,
          .public_key = passkey.public_key,
          .user_handle = passkey.user_handle,
          .sign_count = static_cast<std::uint32_t>(record.sign_count),
          .backup_eligible = eligible != nullptr && eligible->is_bool() && eligible->as_bool()};
}

}  // namespace tessera::authn
