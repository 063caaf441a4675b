#include "authn/methods/verify_lookup_code.hpp"

#include "authn/methods/lookup_codes.hpp"

namespace tessera::authn {
namespace {

bool is_sheet(const AuthenticatorRecord& record) {
  return record.authenticator.kind == AuthenticatorKind::lookup_codes &&
         record.authenticator.state == AuthenticatorState::active;
}

}  // namespace

// With those of apps: another kind of code brings no further free tries.
CountedBy LookupCodeVerifier::counted_by(const JudgeInput& input) const {
  return {.kind = "code", .whose = to_string(input.person.value_or(Uuid{}))};
}

Error LookupCodeVerifier::refusal() const {
  return {Errc::unauthenticated, "sign_in.wrong_code", {}, {}, {}, 0};
}

Task<Prompt> LookupCodeVerifier::prompt(PromptInput input) {
  Prompt prompt;
  for (const auto& record : input.held) {
    if (is_sheet(record)) prompt.data["left"] = lookup_codes_left(record.used_codes);
  }
  co_return prompt;
}

Task<Judged> LookupCodeVerifier::judge(JudgeInput input) {
  const auto person = input.person.value_or(Uuid{});
  Judged judged{.reason = "wrong_code", .person = co_await people_.load(person)};
  judged.authenticators = co_await store_.load(person);
  const auto keys = keys_.get();
  for (const auto& record : judged.authenticators) {
    if (!is_sheet(record)) continue;
    const auto& id = record.authenticator.id;
    const auto found =
        find_code(record.data, id, input.answer.secret.reveal(), kLookupCodeLength, *keys);
    const bool under_cap = is_under_cap(record.consecutive_failures, input.known_device, policy_);
    judged.used = id;
    judged.counts = under_cap && !found;
    if (!found) continue;
    judged.reason = is_code_used(record.used_codes, *found) ? "code_replayed" : "";
    if (!under_cap) judged.reason = "disabled";
    judged.given = {.proof = {.method = Method::lookup_code, .authenticator = id, .at = input.now},
                    .counter = *found};
  }
  co_return judged;
}

}  // namespace tessera::authn
