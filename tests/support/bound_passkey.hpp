// An authenticator in memory that is bound to a person of a real database, and what a page would
// bring back from it.
#pragma once

#include <boost/json/serialize.hpp>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/codec/base64url.hpp>

#include "authn/passkeys/kept_passkey.hpp"
#include "tests/support/virtual_authenticator.hpp"

namespace tessera::test {

// The row of this key; its user handle and credential id are the key's.
[[nodiscard]] inline authn::NewAuthenticator bound_passkey(const VirtualAuthenticator& key,
                                                           const Uuid& person, TimePoint now,
                                                           const crypto::Keyring& keys,
                                                           Random& random) {
  authn::NewAuthenticator wish{.at_most = 20};
  auto& record = wish.record;
  record.authenticator = {.id = make_uuid4(random),
                          .kind = authn::AuthenticatorKind::passkey,
                          .bound = now,
                          .characteristics = {{"backup_eligible", false}, {"uv", true}}};
  record.person = person;
  record.lookup_key = authn::passkey_lookup_key(key.credential_id);
  record.data = authn::seal_passkey(
      {.id = key.credential_id, .public_key = key.cose(), .user_handle = key.user_handle},
      record.authenticator.id, keys, random);
  audit::Event event{.type = "authenticator.bound"};
  event.request_id = make_uuid7(now, random);
  wish.events.push_back(std::move(event));
  return wish;
}

// WebAuthn 5.1, AuthenticationResponseJSON.
[[nodiscard]] inline std::string assertion_json(const VirtualAuthenticator& key,
                                                BytesView challenge) {
  const auto got = key.get(challenge);
  const auto text = [](const Bytes& bytes) { return codec::to_base64url(bytes); };
  return boost::json::serialize(
      boost::json::object{{"type", "public-key"},
                          {"rawId", text(got.credential_id)},
                          {"response",
                           {{"clientDataJSON", text(got.client_data_json)},
                            {"authenticatorData", text(got.authenticator_data)},
                            {"signature", text(got.signature)},
                            {"userHandle", text(*got.user_handle)}}}});
}

}  // namespace tessera::test
