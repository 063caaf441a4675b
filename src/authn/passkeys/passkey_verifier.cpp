#include <tessera/authn/passkeys.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/passkeys/kept_passkey.hpp"
#include "authn/passkeys/options_json.hpp"
#include "authn/passkeys/response_json.hpp"

namespace tessera::authn {
namespace {

bool flag(const boost::json::object& o, std::string_view name) {
  const auto* value = o.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

// A key that nobody has the other half of: an unknown credential costs what a known one does.
const Bytes& nobodys_key() {
  static const Bytes cose = [] {
    const auto parts = crypto::Key::generate(crypto::KeyType::ec_p256).public_parts();
    Bytes out{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20};
    out.insert(out.end(), parts.x.begin(), parts.x.end());
    out.insert(out.end(), {0x22, 0x58, 0x20});
    out.insert(out.end(), parts.y.begin(), parts.y.end());
    return out;
  }();
  return cose;
}

audit::Event clone_event(const AuthenticatorRecord& record, std::uint32_t received,
                         const RequestContext& context) {
  auto event = audit::make_event("authenticator.clone_suspected", context);
  event.actor_kind = "anonymous";
  event.subject = record.person;
  event.object_type = "authenticator";
  event.object_id = to_string(record.authenticator.id);
  event.reason = "sign_count";
  event.details["kept"] = record.sign_count;
  event.details["received"] = received;
  return event;
}

class Verifier final : public MethodVerifier {
 public:
  Verifier(const PasskeyPorts& ports, const PasskeyOptions& options) : p_(ports), o_(options) {}

  [[nodiscard]] Method method() const override { return Method::passkey; }
  [[nodiscard]] bool identifies() const override { return true; }

  [[nodiscard]] CountedBy counted_by(const JudgeInput& input) const override {
    const auto response = parse_assertion(input.answer.field("response"));
    return {.kind = "passkey",
            .whose = response ? codec::to_base64url(response->credential_id) : std::string(),
            .guessable = false};
  }
  [[nodiscard]] Error refusal() const override {
    return {Errc::unauthenticated, "sign_in.passkey_failed", {}, {}, {}, 0};
  }

  Task<Prompt> prompt(PromptInput input) override {
    auto challenge = p_.random.bytes(kChallengeBytes);
    auto data = request_options(o_, challenge, input.held, *p_.keys.get());
    co_return Prompt{.data = std::move(data), .challenge = std::move(challenge)};
  }

  Task<Judged> judge(JudgeInput input) override {
    const auto response = parse_assertion(input.answer.field("response"));
    const auto id = response ? response->credential_id : Bytes{};
    const auto record =
        co_await p_.authenticators.find(AuthenticatorKind::passkey, passkey_lookup_key(id));
    const auto whose = record ? record->person : Uuid{};
    Judged judged{.reason = "no_answer", .person = co_await p_.people.load(whose)};
    judged.authenticators = co_await p_.authenticators.load(whose);
    if (!response) co_return judged;
    const auto asserted = check(input, *response, record);
    if (record) judged.used = record->authenticator.id;
    if (!asserted) {
      judged.reason = record ? asserted.error().id : "unknown_credential";
    } else if (!record) {
      judged.reason = "unknown_credential";
    } else {
      judged.reason = co_await reason_against(input, *record, *asserted);
      judged.given = given_by(*record, *asserted, input.now);
    }
    co_return judged;
  }

 private:
  [[nodiscard]] Result<webauthn::Asserted> check(
      const JudgeInput& input, const webauthn::AssertionResponse& response,
      const std::optional<AuthenticatorRecord>& record) const {
    webauthn::StoredCredential credential{.id = response.credential_id,
                                          .public_key = nobodys_key(),
                                          .user_handle = response.user_handle.value_or(Bytes{})};
    if (record) credential = to_stored(*record, open_passkey(*record, *p_.keys.get()));
    webauthn::AssertionRules rules;
    // WebAuthn 7.2 step 6: who is known already need not be named by the authenticator.
    if (input.person && (!record || record->person == *input.person))
      rules.person_handle = credential.user_handle;
    return webauthn::check_assertion(response, input.challenge, o_.party, credential, rules);
  }

  [[nodiscard]] Task<std::string> reason_against(const JudgeInput& input,
                                                 const AuthenticatorRecord& record,
                                                 const webauthn::Asserted& asserted) {
    if (record.authenticator.state != AuthenticatorState::active) co_return "not_active";
    if (input.person && *input.person != record.person) co_return "other_person";
    if (!asserted.clone_suspected) co_return std::string();
    co_await note_clone(record, asserted.sign_count, input.now);
    co_return o_.refuse_clones ? "clone_suspected" : std::string();
  }

  // WebAuthn 6.1.1: whoever has the copy comes again with a higher count. So the key is out of use
  // at once, and its owner is told; the one thing that a verifier writes.
  [[nodiscard]] Task<> note_clone(const AuthenticatorRecord& record, std::uint32_t received,
                                  TimePoint now) {
    RequestContext context;
    context.received = now;
    auto event = clone_event(record, received, context);
    if (!o_.refuse_clones) {
      event.outcome = audit::Outcome::success;
      co_await p_.passkeys.note(std::move(event));
      co_return;
    }
    event.outcome = audit::Outcome::denied;
    auto told = co_await p_.notices.write({.kind = NoticeKind::authenticator_cloned,
                                           .person = record.person,
                                           .what = record.authenticator.label,
                                           .by_person = false},
                                          context);
    co_await p_.passkeys.mark_cloned(record.authenticator.id, std::move(event), std::move(told),
                                     now);
  }

  [[nodiscard]] GivenProof given_by(const AuthenticatorRecord& record,
                                    const webauthn::Asserted& asserted, TimePoint now) const {
    const auto& what = record.authenticator.characteristics;
    return {.proof = {.method = Method::passkey,
                      .authenticator = record.authenticator.id,
                      .at = now,
                      .user_verified = asserted.user_verified,
                      .hardware = flag(what, "hardware"),
                      .syncable = flag(what, "backup_eligible")},
            // A count that may stay behind is not compared again by the commit.
            .counter = asserted.clone_suspected ? kNotCompared : asserted.sign_count,
            .backed_up = asserted.backed_up};
  }

  PasskeyPorts p_;
  const PasskeyOptions& o_;
};

}  // namespace

std::unique_ptr<MethodVerifier> make_passkey_verifier(const PasskeyPorts& ports,
                                                      const PasskeyOptions& options) {
  return std::make_unique<Verifier>(ports, options);
}

}  // namespace tessera::authn
