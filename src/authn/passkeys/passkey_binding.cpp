#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/authn/passkeys.hpp>
#include <tessera/authn/words.hpp>
#include <tessera/codec/plain_text.hpp>

#include "authn/methods/new_authenticator.hpp"
#include "authn/passkeys/kept_passkey.hpp"
#include "authn/passkeys/options_json.hpp"
#include "authn/passkeys/response_json.hpp"

namespace tessera::authn {
namespace {

namespace json = boost::json;

// Challenges of binding open in no sign-in: a flow id is never this text.
std::string flow_of(const Uuid& session) {
  return "passkey|" + to_string(session);
}

json::object characteristics_of(const webauthn::Registered& made) {
  return {{"uv", made.user_verified},
          {"backup_eligible", made.backup_eligible},
          {"backed_up", made.backed_up},
          // Requirements 4.1: a key that its maker vouches for and that cannot leave its device.
          {"hardware", made.trusted && !made.backup_eligible},
          {"aaguid", to_string(made.aaguid)},
          {"attestation", to_string(made.attestation)},
          {"format", made.format},
          {"trusted", made.trusted},
          {"transports", json::array(made.transports.begin(), made.transports.end())}};
}

bool is_label(const std::string& label) {
  return !label.empty() && label.size() <= kLongestLabel && codec::is_plain_text(label);
}

// What the person can do about it is told apart; what was wrong with the answer is not.
Error refusal_of(const Error& error) {
  const bool of_model = error.id == "webauthn.untrusted" || error.id == "webauthn.aaguid" ||
                        error.id == "webauthn.compromised" ||
                        error.id == "webauthn.backup_eligible";
  return {Errc::invalid, of_model ? "passkey.model" : "passkey.refused", {}, error.id, {}, 0};
}

}  // namespace

Task<bool> PasskeyBinding::is_staff(const Uuid& person, TimePoint now) {
  const auto who = co_await p_.people.load(person);
  co_return who && who->affiliation && who->affiliation->in_force(now);
}

Task<PasskeyBinding::Offer> PasskeyBinding::offer(const Uuid& person, const Uuid& session,
                                                  std::string name, std::string_view browser,
                                                  const RequestContext& context) {
  const auto keys = p_.keys.get();
  const auto challenge = p_.random.bytes(kChallengeBytes);
  // WebAuthn 14.6.1: a handle says nothing of the person.
  const auto handle = co_await p_.authenticators.user_handle(person, p_.random.bytes(32));
  const auto held = co_await p_.authenticators.load(person);
  const bool staff = co_await is_staff(person, context.received);
  const auto& policy = staff ? options_.staff : options_.citizens;
  co_return Offer{.options = creation_options({.options = options_,
                                               .attestation = policy.attestation,
                                               .challenge = challenge,
                                               .user_handle = handle,
                                               .name = name,
                                               .held = held},
                                              *keys),
                  .sealed = seal_challenge(challenge, Method::passkey, flow_of(session), browser,
                                           context.received, *keys, p_.random)};
}

Task<Result<void>> PasskeyBinding::bind(const Uuid& person, const Uuid& session,
                                        std::string_view browser, Answer answer,
                                        const RequestContext& context) {
  const auto keys = p_.keys.get();
  const auto now = context.received;
  const auto challenge =
      open_challenge(answer.sealed, Method::passkey, flow_of(session), browser, now, *keys);
  if (!challenge) co_return fail(Errc::gone, "passkey.expired");
  const auto response = parse_registration(answer.response);
  if (!response) co_return std::unexpected(refusal_of(response.error()));
  const bool staff = co_await is_staff(person, now);
  const auto made =
      webauthn::check_registration(*response, *challenge, options_.party,
                                   staff ? options_.staff : options_.citizens, options_.roots, now);
  if (!made) co_return std::unexpected(refusal_of(made.error()));
  NewAuthenticator bound{.record = new_record(person, AuthenticatorKind::passkey, now, p_.random),
                         .at_most = static_cast<int>(kMostPasskeys)};
  auto& record = bound.record;
  auto& a = record.authenticator;
  a.label = is_label(answer.label) ? std::move(answer.label) : std::string();
  a.characteristics = characteristics_of(*made);
  record.sign_count = made->sign_count;
  // WebAuthn 7.1 step 26: the key is unique in the store.
  record.lookup_key = passkey_lookup_key(made->credential_id);
  const auto handle = co_await p_.authenticators.user_handle(person, p_.random.bytes(32));
  record.data = seal_passkey(
      {.id = made->credential_id, .public_key = made->public_key, .user_handle = handle}, a.id,
      *keys, p_.random);
  auto event = bound_event(record, context);
  for (const auto& [name, value] : a.characteristics) event.details[name] = value;
  bound.events.push_back(std::move(event));
  bound.notices = co_await p_.notices.write({.kind = NoticeKind::authenticator_added,
                                             .person = person,
                                             .what = a.label,
                                             .authenticator = a.id},
                                            context);
  if (!co_await p_.authenticators.bind(bound))
    co_return fail(Errc::conflict, "authenticator.conflict");
  co_return Result<void>{};
}

}  // namespace tessera::authn
