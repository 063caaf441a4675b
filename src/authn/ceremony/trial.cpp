#include "authn/ceremony/trial.hpp"

#include <algorithm>
#include <exception>

#include <tessera/codec/base64url.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::authn {

namespace {
constexpr std::string_view kLoginKind = "login";
constexpr int kNearCap = 5;
}  // namespace

void count_sign_in(const std::string& outcome, const std::string& reason) {
  runtime::counter("tessera_auth_events_total", "Sign-ins by result.",
                   {{"event", "user.login"}, {"outcome", outcome}, {"reason", reason}})
      .add();
}

std::string Trials::account_of(const CountedBy& by) const {
  const auto covered = "throttle|" + by.kind + '|' + by.whose;
  return codec::to_base64url(p_.keys.get()->mac(crypto::kPurposeCookie, as_bytes(covered)));
}

Task<Result<void>> Trials::take(std::span<const ThrottleRule> rules,
                                const RequestContext& context) {
  const auto verdict = co_await p_.throttle.take(rules, context.received);
  if (verdict.allowed) co_return Result<void>{};
  count_sign_in("denied", "throttled");
  if (is_worth_an_event(verdict.refused)) {
    auto event = audit::make_event("user.login.throttled", context);
    event.outcome = audit::Outcome::denied;
    event.actor_kind = "anonymous";
    event.details["refused"] = verdict.refused;
    co_await p_.journal.append_one(std::move(event));
  }
  Error error{Errc::rate_limited, "sign_in.throttled", {}, {}, {}, 0};
  error.retry_after_seconds = static_cast<int>(std::chrono::ceil<seconds>(verdict.wait).count());
  co_return std::unexpected(std::move(error));
}

Task<Result<Judged>> Trials::run(Try tried, Task<Judged> judgement, const RequestContext& context) {
  const Attempt attempt{.account = account_of(tried.by),
                        .device = std::move(tried.device),
                        .address = context.address,
                        .guessable = tried.by.guessable};
  const auto failures = rules_for(attempt, p_.policy);
  std::vector<ThrottleRule> spent;
  if (tried.by.costly) spent.push_back(rule_for_right_passwords(attempt, p_.policy));
  auto all = failures;
  all.insert(all.end(), spent.begin(), spent.end());
  const auto taken = co_await take(all, context);
  if (!taken) co_return std::unexpected(taken.error());
  std::exception_ptr not_judged;
  Judged judged;
  try {
    judged = co_await std::move(judgement);
  } catch (...) {
    not_judged = std::current_exception();
  }
  if (not_judged) {  // only credential failures count
    co_await p_.throttle.give_back(all, false, context.received);
    std::rethrow_exception(not_judged);
  }
  if (!judged.reason.empty()) {
    if (!spent.empty()) co_await p_.throttle.give_back(spent, false, context.received);
    co_await save_failure(judged, tried.step, context);
    // Logins that are tried one after the other (requirements R42).
    if (attempt.device.empty() && tried.by.kind == kLoginKind)
      co_await p_.stuffing.note_failure(attempt.account, context);
    co_return std::unexpected(std::move(tried.refusal));
  }
  co_await p_.throttle.give_back(failures, true, context.received);
  co_return judged;
}

Task<> Trials::save_failure(const Judged& judged, std::string_view step,
                            const RequestContext& context) {
  count_sign_in("failure", judged.reason);
  auto event = audit::make_event("user.login.failed", context);
  event.outcome = audit::Outcome::failure;
  event.actor_kind = "anonymous";
  if (judged.person) event.subject = judged.person->id;
  event.reason = judged.reason;
  event.details["step"] = step;
  auto at_cap = co_await told_at_cap(judged, context);
  co_await p_.store.save_failure(judged.counts ? judged.used : std::nullopt, std::move(event),
                                 std::move(at_cap));
}

// Beyond the last cap only binding anew helps (SP 800-63B-4 3.2.2). Parallel failures count in the
// database, so the messages are ready a little before.
Task<AtCap> Trials::told_at_cap(const Judged& judged, const RequestContext& context) {
  AtCap at_cap{.failures = p_.policy.hard_cap_known_device, .now = context.received};
  if (!judged.counts || !judged.used || !judged.person) co_return at_cap;
  const auto tried = std::ranges::find_if(judged.authenticators, [&](const auto& record) {
    return record.authenticator.id == *judged.used;
  });
  const bool near = tried != judged.authenticators.end() &&
                    tried->consecutive_failures + kNearCap >= at_cap.failures;
  if (near)
    at_cap.messages = co_await p_.notices.write({.kind = NoticeKind::authenticator_disabled,
                                                 .person = judged.person->id,
                                                 .what = tried->authenticator.label,
                                                 .by_person = false},
                                                context);
  co_return at_cap;
}

}  // namespace tessera::authn
