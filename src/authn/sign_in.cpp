#include "authn/sign_in.hpp"

#include <algorithm>
#include <exception>

#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/totp.hpp>
#include <tessera/people/normal_form.hpp>
#include <tessera/runtime/metrics.hpp>

#include "authn/ceremony.hpp"
#include "authn/password_rules.hpp"
#include "authn/sealed_data.hpp"
#include "authn/session_cookie.hpp"
#include "authn/session_rules.hpp"

namespace tessera::authn {
namespace {

Error failed() {
  return {Errc::unauthenticated, "sign_in.failed", {}, {}, {}, 0};
}
Error wrong_code() {
  return {Errc::unauthenticated, "sign_in.wrong_code", {}, {}, {}, 0};
}
Error wrong_current() {
  return {Errc::unauthenticated, "password.wrong_current", {}, {}, {}, 0};
}

void count_event(const std::string& event, const std::string& outcome, const std::string& reason) {
  runtime::counter("tessera_auth_events_total", "Sign-ins by result.",
                   {{"event", event}, {"outcome", outcome}, {"reason", reason}})
      .add();
}

bool is_active(const AuthenticatorRecord& record, AuthenticatorKind kind) {
  return record.authenticator.kind == kind &&
         record.authenticator.state == AuthenticatorState::active;
}

const AuthenticatorRecord* find_password(const std::vector<AuthenticatorRecord>& records) {
  const auto found = std::ranges::find_if(
      records, [](const auto& record) { return is_active(record, AuthenticatorKind::password); });
  return found == records.end() ? nullptr : &*found;
}

bool has_totp(const std::vector<AuthenticatorRecord>& records) {
  return std::ranges::any_of(records,
                             [](const auto& r) { return is_active(r, AuthenticatorKind::totp); });
}

audit::Event success_event(const SessionRecord& record, const RequestContext& context) {
  const auto& s = record.session;
  auto event = audit::make_event("user.login.succeeded", context);
  event.actor = s.person;
  event.actor_kind = "person";
  event.subject = s.person;
  event.object_type = "session";
  event.object_id = to_string(s.id);
  event.details["acr"] = to_string(s.acr);
  event.details["staff"] = record.staff;
  return event;
}

}  // namespace

std::string SignIn::account_of(std::string_view kind, std::string_view whose) const {
  const auto covered = "throttle|" + std::string(kind) + '|' + std::string(whose);
  return codec::to_base64url(p_.keys.get()->mac(crypto::kPurposeCookie, as_bytes(covered)));
}

std::string SignIn::known_device(const Browser& browser, std::string_view login) const {
  const auto keys = p_.keys.get();
  const auto device = parse_device(browser.device_cookie, *keys);
  return device && is_known(*device, login, *keys) ? device->id : std::string();
}

Task<StepResult> SignIn::begin(const SignInRequest& request, const Browser& browser,
                               const RequestContext& context) {
  const auto now = context.received;
  CeremonyFacts facts{.request = request, .now = now};
  if (!browser.session_cookie.empty())
    facts.session = co_await p_.sessions.load(browser.session_cookie, now);
  if (carries_password(request, facts.session, now) && !is_satisfied(request, facts.session)) {
    facts.has_totp = has_totp(co_await p_.store.load(facts.session->person));
  }
  StepResult result{.next = decide_step(facts)};
  if (result.next == SignInStep::code) {
    const PendingStep step{.person = facts.session->person,
                           .proven = facts.session->auth_time,
                           .session = facts.session->id,
                           .issued = now};
    result.sealed = seal_step(step, browser.binding, *p_.keys.get(), p_.random);
  }
  co_return result;
}

Task<Result<void>> SignIn::take(std::span<const ThrottleRule> rules,
                                const RequestContext& context) {
  const auto verdict = co_await p_.throttle.take(rules, context.received);
  if (verdict.allowed) co_return Result<void>{};
  count_event("user.login", "denied", "throttled");
  if (is_worth_an_event(verdict.refused)) {
    auto event = audit::make_event("user.login.throttled", context);
    event.outcome = audit::Outcome::denied;
    event.actor_kind = "anonymous";
    event.details["refused"] = verdict.refused;
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await p_.journal.append(std::move(events));
  }
  Error error{Errc::rate_limited, "sign_in.throttled", {}, {}, {}, 0};
  error.retry_after_seconds = static_cast<int>(std::chrono::ceil<seconds>(verdict.wait).count());
  co_return std::unexpected(std::move(error));
}

SignIn::Counters SignIn::password_counters(const Attempt& attempt) const {
  return {rules_for(attempt, p_.policy), {rule_for_right_passwords(attempt, p_.policy)}};
}

Task<Result<SignIn::Judged>> SignIn::judge(Counters counters, Task<Judged> judgement,
                                           std::string_view step, Error refusal,
                                           const RequestContext& context) {
  const auto& [failures, spent] = counters;
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
    co_await save_failure(judged, step, context);
    co_return std::unexpected(std::move(refusal));
  }
  co_await p_.throttle.give_back(failures, true, context.received);
  co_return judged;
}

Task<> SignIn::save_failure(const Judged& judged, std::string_view step,
                            const RequestContext& context) {
  count_event("user.login", "failure", judged.reason);
  auto event = audit::make_event("user.login.failed", context);
  event.outcome = audit::Outcome::failure;
  event.actor_kind = "anonymous";
  if (judged.person) event.subject = judged.person->id;
  event.reason = judged.reason;
  event.details["step"] = step;
  co_await p_.store.save_failure(judged.counts ? judged.used : std::nullopt, std::move(event));
}

Task<SignIn::Judged> SignIn::judge_password(std::optional<people::Person> person, Secret password,
                                            const SignInRequest* request, bool known_device,
                                            TimePoint now) {
  Judged judged{.person = std::move(person)};
  judged.authenticators = co_await p_.store.load(judged.person ? judged.person->id : Uuid{});
  const auto* record = find_password(judged.authenticators);
  std::string phc;
  if (record != nullptr) {
    judged.used = record->authenticator.id;
    phc = open_hash(record->data, record->authenticator.id, *p_.keys.get());
  }
  const auto normal = normalise_password(password);
  const auto lane = known_device ? HashingLane::reserved : HashingLane::common;
  const auto verdict = co_await p_.hasher.verify(phc, normal.value_or(Secret()), lane);
  // Beyond the cap of strangers their guesses prove nothing and count for nothing: what is left up
  // to the cap of known devices is the owner's.
  judged.counts = record != nullptr && !verdict.matches &&
                  is_under_cap(record->consecutive_failures, known_device, p_.policy);
  if (!judged.person) {
    judged.reason = "unknown_login";
  } else if (record == nullptr) {
    judged.reason = "no_password";
  } else if (!verdict.matches) {
    judged.reason = "wrong_password";
  } else if (!is_under_cap(record->consecutive_failures, known_device, p_.policy)) {
    judged.reason = "disabled";
  } else if (!may_sign_in(*judged.person, now)) {
    judged.reason = "not_active";
  } else if (request != nullptr && request->person && *request->person != judged.person->id) {
    judged.reason = "other_person";
  } else if (!verdict.upgraded.empty()) {
    co_await upgrade(*record, verdict.upgraded, p_.hasher.params_text());
  } else if (!has_current_pepper(record->data, *p_.keys.get())) {
    co_await upgrade(*record, phc, record->params);
  }
  co_return judged;
}

Task<> SignIn::upgrade(const AuthenticatorRecord& record, const std::string& phc,
                       const std::string& params) {
  auto data = seal_hash(phc, record.authenticator.id, *p_.keys.get(), p_.random);
  co_await p_.store.upgrade_password(record.authenticator.id, record.data, std::move(data), params);
}

Task<Result<StepResult>> SignIn::answer_password(const SignInRequest& request,
                                                 std::string_view identifier, Secret password,
                                                 const Browser& browser,
                                                 const RequestContext& context) {
  const auto now = context.received;
  // What is no login is looked up all the same and belongs to nobody.
  const auto login = people::normalise_login(identifier).value_or("?");
  const auto device = known_device(browser, login);
  const Attempt attempt{
      .account = account_of("login", login), .device = device, .address = context.address};
  const auto look_up = [&]() -> Task<Judged> {
    auto person = co_await p_.people.find_by_login(login);
    co_return co_await judge_password(std::move(person), password, &request, !device.empty(), now);
  };
  auto judged =
      co_await judge(password_counters(attempt), look_up(), "password", failed(), context);
  if (!judged) co_return std::unexpected(judged.error());
  std::optional<Session> old;
  if (!browser.session_cookie.empty()) old = co_await p_.sessions.load(browser.session_cookie, now);
  // Another tab was quicker. A second code would have to be waited for.
  if (old && old->person == judged->person->id && is_satisfied(request, old))
    co_return StepResult{.next = SignInStep::done};
  PendingStep step{.person = judged->person->id,
                   .login = login,
                   .password = judged->used,
                   .proven = now,
                   .session = std::nullopt,
                   .issued = now};
  const CeremonyFacts facts{.request = request,
                            .password_proven = true,
                            .has_totp = has_totp(judged->authenticators),
                            .now = now};
  if (decide_step(facts) == SignInStep::code) {
    StepResult result{.next = SignInStep::code};
    result.sealed = seal_step(step, browser.binding, *p_.keys.get(), p_.random);
    co_return result;
  }
  const Completed completed{.person = *judged->person,
                            .step = std::move(step),
                            .old = std::move(old),
                            .strongest = !has_totp(judged->authenticators)};
  co_return co_await finish(completed, browser, context);
}

Task<SignIn::Judged> SignIn::judge_code(const PendingStep& step, std::string_view code,
                                        bool known_device, TimePoint now) {
  Judged judged{.reason = "wrong_code", .person = co_await p_.people.load(step.person)};
  judged.authenticators = co_await p_.store.load(step.person);
  const auto keys = p_.keys.get();
  for (const auto& record : judged.authenticators) {
    if (!is_active(record, AuthenticatorKind::totp)) continue;
    const auto& id = record.authenticator.id;
    const auto secret = open_totp(record.data, id, *keys);
    const auto matched = crypto::check_totp(secret.reveal_bytes(), code, crypto::totp_step(now));
    if (!judged.used || matched) judged.used = id;
    const bool under_cap = is_under_cap(record.consecutive_failures, known_device, p_.policy);
    judged.counts = judged.counts || (judged.used == id && under_cap);
    if (!matched) continue;
    judged.step = *matched;
    const bool replayed = record.last_step && *matched <= *record.last_step;
    judged.reason = replayed ? "code_replayed" : "";
    if (!under_cap) judged.reason = "disabled";
    break;
  }
  judged.counts = judged.counts && judged.reason == "wrong_code";
  if (!judged.person || !may_sign_in(*judged.person, now)) judged.reason = "not_active";
  co_return judged;
}

Task<Result<StepResult>> SignIn::answer_code(const SignInRequest& request, std::string_view sealed,
                                             std::string_view code, const Browser& browser,
                                             const RequestContext& context) {
  const auto now = context.received;
  const auto step = open_step(sealed, browser.binding, *p_.keys.get(), now);
  if (!step) co_return fail(Errc::gone, "sign_in.step_expired");
  std::optional<Session> session;
  if (!browser.session_cookie.empty())
    session = co_await p_.sessions.load(browser.session_cookie, now);
  // Sent again by back or reload after it succeeded.
  const bool repeated = session && session->person == step->person &&
                        session->auth_time >= step->proven && is_satisfied(request, session);
  if (repeated) co_return StepResult{.next = SignInStep::done};
  const bool lost_session = step->session && (!session || session->id != *step->session);
  const bool other_person = request.person && *request.person != step->person;
  if (lost_session || other_person) co_return fail(Errc::gone, "sign_in.step_expired");
  // A step-up names no login: it is counted with those of strangers, by the person. Its session is
  // no better proof than the password, with which anybody makes as many as he likes.
  const auto device = known_device(browser, step->login);
  const Attempt attempt{.account = account_of("code", to_string(step->person)),
                        .device = device,
                        .address = context.address};
  auto judgement = judge_code(*step, code, !device.empty(), now);
  auto judged = co_await judge({rules_for(attempt, p_.policy)}, std::move(judgement), "code",
                               wrong_code(), context);
  if (!judged) co_return std::unexpected(judged.error());
  const Completed completed{.person = *judged->person,
                            .step = *step,
                            .old = session,
                            .totp = judged->used,
                            .totp_step = judged->step,
                            .strongest = true};
  co_return co_await finish(completed, browser, context);
}

Task<Result<StepResult>> SignIn::finish(const Completed& completed, const Browser& browser,
                                        const RequestContext& context) {
  const auto now = context.received;
  const auto keys = p_.keys.get();
  const auto& old = completed.old;
  const Proofs proofs{.code = completed.totp.has_value(), .auth_time = completed.step.proven};
  SignInOutcome outcome{.session = decide_session(completed.person, proofs, old, now)};
  auto& record = outcome.session;
  auto& s = record.session;
  if (s.id.is_nil()) s.id = make_uuid4(p_.random);
  const auto secret = make_session_secret(p_.random);
  record.secret_hash = hash_secret(secret);
  s.user_agent = describe_user_agent(browser.user_agent);
  s.address_class = context.address_class;
  outcome.password = completed.step.password;
  outcome.totp = completed.totp;
  outcome.totp_step = completed.totp_step;
  outcome.event = success_event(record, context);
  if (old && old->id == s.id) co_await p_.sessions.retire(s.id);
  const auto commit = co_await p_.store.commit_sign_in(outcome);
  if (!commit) {  // the code was used by a parallel try, or the person left the active state
    const Judged lost{.reason = proofs.code ? "code_replayed" : "not_active",
                      .person = completed.person};
    co_await save_failure(lost, proofs.code ? "code" : "password", context);
    co_return std::unexpected(proofs.code ? wrong_code() : failed());
  }
  record.version = commit->version;
  co_await p_.sessions.publish(record, now);
  if (static_cast<std::size_t>(commit->others) >= concurrent_limit(record.staff)) {
    co_await p_.sessions.end_surplus(record, context);
  }
  if (old && old->person != s.person) {
    static_cast<void>(co_await p_.sessions.end(old->id, old->person, "replaced", context));
  }
  count_event("user.login", "success", "");
  const auto device = parse_device(browser.device_cookie, *keys);
  SignedIn signed_in{.session = s,
                     .session_cookie = render_session_cookie(s.id, secret, *keys),
                     .device_cookie = device ? browser.device_cookie : std::string(),
                     .locale = completed.person.locale};
  if (completed.strongest && !completed.step.login.empty()) {
    signed_in.device_cookie =
        remember_login(device.value_or(make_device(p_.random)), completed.step.login, *keys);
  }
  co_return StepResult{.next = SignInStep::done, .sealed = {}, .signed_in = std::move(signed_in)};
}

Task<std::optional<std::string>> SignIn::renew_session(const Session& session,
                                                       const RequestContext& context) {
  co_return co_await p_.sessions.renew(session, context.received);
}

Task<Result<void>> SignIn::confirm_password(const Session& session, Secret password,
                                            const RequestContext& context) {
  const Attempt attempt{.account = account_of("confirm", to_string(session.person)),
                        .device = to_string(session.id),
                        .address = context.address};
  const auto look_up = [&]() -> Task<Judged> {
    auto person = co_await p_.people.load(session.person);
    co_return co_await judge_password(std::move(person), password, nullptr, true, context.received);
  };
  const auto judged =
      co_await judge(password_counters(attempt), look_up(), "confirm", wrong_current(), context);
  if (!judged) co_return std::unexpected(judged.error());
  co_return Result<void>{};
}

}  // namespace tessera::authn
