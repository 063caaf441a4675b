#include "authn/passkeys/kept_signature.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

namespace json = boost::json;

std::string context_of(const access::Approval& approval) {
  return "approval|" + to_string(approval.request) + '|' + to_string(approval.approver) + '|' +
         std::string(access::to_string(approval.verdict)) + '|' +
         to_string(approval.proof.authenticator) + '|' +
         std::to_string(approval.signed_at.time_since_epoch().count());
}

std::optional<Bytes> member(const json::object& o, std::string_view name) {
  return codec::from_base64url(codec::text_of(o, name));
}

std::optional<webauthn::StoredCredential> open_key(const access::Approval& approval,
                                                   const crypto::Keyring& keys) {
  const auto plain =
      keys.open(crypto::kPurposeSecretBox, approval.proof.key_box, context_of(approval));
  if (!plain) return std::nullopt;
  const auto members = codec::parse_json_object(as_text(*plain));
  if (!members) return std::nullopt;
  auto id = member(*members, "id"), key = member(*members, "key");
  const auto* eligible = members->if_contains("backup_eligible");
  if (!id || !key || eligible == nullptr || !eligible->is_bool()) return std::nullopt;
  return webauthn::StoredCredential{.id = std::move(*id),
                                    .public_key = std::move(*key),
                                    .user_handle = {},
                                    .backup_eligible = eligible->as_bool()};
}

}  // namespace

Bytes seal_approval_key(const access::Approval& approval,
                        const webauthn::StoredCredential& credential, const crypto::Keyring& keys,
                        Random& random) {
  const json::object plain{{"id", codec::to_base64url(credential.id)},
                           {"key", codec::to_base64url(credential.public_key)},
                           {"backup_eligible", credential.backup_eligible}};
  return keys.seal(crypto::kPurposeSecretBox, as_bytes(json::serialize(plain)),
                   context_of(approval), random);
}

bool is_signed(const access::Approval& approval, BytesView object_hash,
               const webauthn::RelyingParty& party, const crypto::Keyring& keys) {
  const auto credential = open_key(approval, keys);
  if (!credential) return false;
  const webauthn::AssertionResponse response{
      .credential_id = credential->id,
      .client_data_json = approval.proof.client_data,
      .authenticator_data = approval.proof.authenticator_data,
      .signature = approval.proof.signature};
  // WebAuthn 7.2 step 17: user verification. Whose key it is was checked when it was sealed.
  const webauthn::AssertionRules rules{.person_handle = Bytes{}, .require_user_verification = true};
  const auto challenge = access::challenge_of(approval.request, object_hash, approval.verdict);
  return webauthn::check_assertion(response, challenge, party, *credential, rules).has_value();
}

}  // namespace tessera::authn
