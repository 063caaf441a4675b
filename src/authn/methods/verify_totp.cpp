#include "authn/methods/verify_totp.hpp"

#include <tessera/crypto/totp.hpp>

#include "authn/methods/sealed_data.hpp"

namespace tessera::authn {

CountedBy TotpVerifier::counted_by(const JudgeInput& input) const {
  return {.kind = "code", .whose = to_string(input.person.value_or(Uuid{}))};
}

Error TotpVerifier::refusal() const {
  return {Errc::unauthenticated, "sign_in.wrong_code", {}, {}, {}, 0};
}

Task<Judged> TotpVerifier::judge(JudgeInput input) {
  const auto person = input.person.value_or(Uuid{});
  Judged judged{.reason = "wrong_code", .person = co_await people_.load(person)};
  judged.authenticators = co_await store_.load(person);
  const auto keys = keys_.get();
  for (const auto& record : judged.authenticators) {
    const auto& a = record.authenticator;
    if (a.kind != AuthenticatorKind::totp || a.state != AuthenticatorState::active) continue;
    const auto secret = open_totp(record.data, a.id, *keys);
    const auto matched = crypto::check_totp(secret.reveal_bytes(), input.answer.secret.reveal(),
                                            crypto::totp_step(input.now));
    if (!judged.used || matched) judged.used = a.id;
    const bool under_cap = is_under_cap(record.consecutive_failures, input.known_device, policy_);
    judged.counts = judged.counts || (judged.used == a.id && under_cap);
    if (!matched) continue;
    // RFC 6238 5.2: a step that was used, and every earlier one, proves nothing.
    const bool replayed = record.last_step && *matched <= *record.last_step;
    judged.reason = replayed ? "code_replayed" : "";
    if (!under_cap) judged.reason = "disabled";
    judged.given = {.proof = {.method = Method::totp, .authenticator = a.id, .at = input.now},
                    .counter = *matched};
    break;
  }
  judged.counts = judged.counts && judged.reason == "wrong_code";
  co_return judged;
}

}  // namespace tessera::authn
