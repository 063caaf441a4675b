#include <algorithm>

#include <tessera/crypto/digest.hpp>

#include "authn/webauthn/authenticator_data.hpp"
#include "authn/webauthn/client_data.hpp"
#include "authn/webauthn/fido.hpp"
#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

// WebAuthn 7.2 steps 5 and 6
Result<void> check_owner(const AssertionResponse& response, const StoredCredential& credential,
                         const AssertionRules& rules) {
  const auto& allowed = rules.allow_credentials;
  if (response.credential_id != credential.id ||
      (!allowed.empty() && std::ranges::find(allowed, response.credential_id) == allowed.end()))
    return refuse("not_allowed");
  if (rules.person_handle && *rules.person_handle != credential.user_handle)
    return refuse("user_handle", "of another person");
  // Who was not identified before is identified by the handle: it has to be there.
  if (!rules.person_handle && !response.user_handle) return refuse("user_handle", "none");
  if (response.user_handle && *response.user_handle != credential.user_handle)
    return refuse("user_handle", "another one");
  return {};
}

Result<AuthenticatorData> check_data(const AssertionResponse& response, const RelyingParty& party,
                                     const StoredCredential& credential,
                                     const AssertionRules& rules) {
  auto data = read_authenticator_data(response.authenticator_data);
  if (!data) return data;
  if (const auto good = check_flags(*data, party, rules.require_user_verification); !good)
    return std::unexpected(good.error());
  // WebAuthn 6.1: no attested credential in an assertion
  if (data->credential) return refuse("authenticator_data", "attested credential");
  // WebAuthn 7.2 step 19: eligibility never changes.
  if (data->backup_eligible != credential.backup_eligible) return refuse("backup_changed");
  return data;
}

}  // namespace

Result<Asserted> check_assertion(const AssertionResponse& response, BytesView challenge,
                                 const RelyingParty& party, const StoredCredential& credential,
                                 const AssertionRules& rules) {
  if (const auto good = check_owner(response, credential, rules); !good)
    return std::unexpected(good.error());
  if (const auto good = check_client_data(response.client_data_json, kGet, challenge, party); !good)
    return std::unexpected(good.error());
  const auto data = check_data(response, party, credential, rules);
  if (!data) return std::unexpected(data.error());
  const auto item = codec::parse_cbor(credential.public_key);
  if (!item) return refuse("key", item.error().id);
  const auto key = read_cose_key(*item);
  if (!key) return std::unexpected(key.error());
  // WebAuthn 7.2 steps 20 and 21
  const auto hash = crypto::sha256(response.client_data_json);
  if (!verify_assertion(party.id, *data, hash, response.signature, *key))
    return refuse("signature");
  // WebAuthn 7.2 step 22
  return Asserted{.sign_count = data->sign_count,
                  .user_verified = data->user_verified,
                  .backed_up = data->backed_up,
                  .clone_suspected = is_clone_suspected(credential.sign_count, data->sign_count)};
}

}  // namespace tessera::authn::webauthn
