#include "authn/ceremony/sign_in.hpp"

#include <algorithm>
#include <tuple>

#include <tessera/authn/device.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/sessions/session_rules.hpp"

namespace tessera::authn {
namespace {

constexpr int kMostRaces = 4;

Error expired() {
  return {Errc::gone, "sign_in.step_expired", {}, {}, {}, 0};
}

bool contains(std::span<const Method> methods, Method method) {
  return std::ranges::find(methods, method) != methods.end();
}

// When an authenticator of the method was last used; what was never used comes last.
TimePoint last_use(const std::vector<AuthenticatorRecord>& held, Method method) {
  TimePoint last;
  for (const auto& record : held) {
    const auto& a = record.authenticator;
    if (method_of(a.kind) == method && a.last_used) last = std::max(last, *a.last_used);
  }
  return last;
}

std::vector<AuthenticatorRecord> only_active(std::vector<AuthenticatorRecord> records) {
  std::erase_if(records, [](const AuthenticatorRecord& record) {
    return record.authenticator.state != AuthenticatorState::active;
  });
  return records;
}

}  // namespace

const Offer* StepResult::find(Method method) const {
  const auto found = std::ranges::find(offers, method, &Offer::method);
  return found == offers.end() ? nullptr : &*found;
}

SignIn::SignIn(SignInParts parts) : p_(std::move(parts)) {
  for (const auto* verifier : p_.verifiers) methods_.push_back(verifier->method());
}

MethodVerifier* SignIn::find(Method method) const {
  const auto found = std::ranges::find_if(
      p_.verifiers, [&](const auto* verifier) { return verifier->method() == method; });
  return found == p_.verifiers.end() ? nullptr : *found;
}

std::string SignIn::known_device(const Browser& browser, std::string_view login) const {
  const auto keys = p_.keys.get();
  const auto device = parse_device(browser.device_cookie, *keys);
  return device && is_known(*device, login, *keys) ? device->id : std::string();
}

Task<SignIn::Visit> SignIn::open(const SignInRequest& request, const Browser& browser,
                                 const RequestContext& context) {
  const auto now = context.received;
  Visit visit{.request = request, .browser = browser, .context = context};
  if (!browser.session_cookie.empty())
    visit.session = co_await p_.sessions.load(browser.session_cookie, now);
  visit.progress = co_await p_.flows.load(request.flow, browser.binding);
  auto& progress = visit.progress;
  const bool lost_session =
      progress.session && (!visit.session || visit.session->id != *progress.session);
  const bool other_person =
      request.person && progress.person && *request.person != *progress.person;
  std::erase_if(progress.proofs, [&](const GivenProof& given) {
    return lost_session || other_person || now >= given.proof.at + kProofLife;
  });
  for (const auto& given : progress.proofs) visit.given.push_back(given.proof);
  if (visit.given.empty()) {
    progress.person.reset();
    progress.session.reset();
    visit.person = known_person(facts_of(visit));
  } else {
    visit.person = progress.person;
  }
  // A session that suits is looked at with all that its person has: is more within reach?
  const bool asks = !visit.given.empty() || !is_satisfied(request, visit.session);
  const auto whose = visit.person    ? visit.person
                     : visit.session ? std::optional(visit.session->person)
                                     : std::nullopt;
  if (asks && whose) visit.held = only_active(co_await p_.store.load(*whose));
  co_return visit;
}

CeremonyFacts SignIn::facts_of(const Visit& visit) const {
  const bool own =
      visit.given.empty() || (visit.session && visit.session->person == visit.progress.person);
  return {.request = visit.request,
          .session = own ? visit.session : std::nullopt,
          .given = visit.given,
          .held = visit.held,
          .methods = methods_,
          .now = visit.context.received};
}

Task<Offer> SignIn::offer(const Visit& visit, Method method,
                          const std::optional<people::Person>& person) {
  const auto now = visit.context.received;
  const std::vector<AuthenticatorRecord> nobodys;
  auto prompt = co_await find(method)->prompt({.request = visit.request,
                                               .person = person,
                                               .held = person ? visit.held : nobodys,
                                               .now = now});
  Offer made{.method = method, .data = std::move(prompt.data), .sealed = {}};
  if (!prompt.challenge.empty()) {
    made.sealed = seal_challenge(prompt.challenge, method, visit.request.flow,
                                 visit.browser.binding, now, *p_.keys.get(), p_.random);
  }
  co_return made;
}

Task<StepResult> SignIn::show(const Visit& visit, const Decision& decision) {
  StepResult result{.next = decision.step, .begins = !visit.person};
  if (decision.step == SignInStep::missing) result.lacking = decide_missing(facts_of(visit));
  auto methods = decision.methods;
  std::ranges::sort(methods, std::ranges::greater{}, [&](Method method) {
    const bool chosen = visit.progress.chosen == method;
    const auto used = visit.person ? last_use(visit.held, method) : TimePoint{};
    return std::tuple(chosen, used, -static_cast<int>(method));
  });
  std::optional<people::Person> person;
  if (visit.person && !methods.empty()) person = co_await p_.people.load(*visit.person);
  for (const auto method : methods) result.offers.push_back(co_await offer(visit, method, person));
  if (result.begins && !methods.empty())
    result.work = co_await p_.stuffing.offer(visit.browser.binding, false, visit.context);
  co_return result;
}

Task<StepResult> SignIn::begin(const SignInRequest& request, const Browser& browser,
                               const RequestContext& context) {
  const auto visit = co_await open(request, browser, context);
  co_return co_await show(visit, decide_step(facts_of(visit)));
}

Task<StepResult> SignIn::choose(const SignInRequest& request, Method method, const Browser& browser,
                                const RequestContext& context) {
  auto visit = co_await open(request, browser, context);
  const auto decision = decide_step(facts_of(visit));
  if (contains(decision.methods, method)) {
    visit.progress.chosen = method;
    // Kept if there is progress already; a parallel step is worth more than a choice.
    if (visit.progress.revision > 0)
      static_cast<void>(co_await p_.flows.save(request.flow, browser.binding, visit.progress));
  }
  co_return co_await show(visit, decision);
}

Task<StepResult> SignIn::restart(const SignInRequest& request, const Browser& browser,
                                 const RequestContext& context) {
  auto visit = co_await open(request, browser, context);
  co_await forget_proofs(visit);
  const Visit anew{.request = request, .browser = browser, .context = context};
  co_return co_await show(anew, decide_step(facts_of(anew)));
}

Task<Judged> SignIn::judge(MethodVerifier& verifier, JudgeInput input) {
  const auto& request = input.request;
  const auto now = input.now;
  auto judged = co_await verifier.judge(std::move(input));
  if (!judged.reason.empty()) co_return judged;
  if (!may_prove(*judged.person, now)) {
    judged.reason = "not_active";
  } else if (request.person && *request.person != judged.person->id) {
    judged.reason = "other_person";
  }
  co_return judged;
}

Task<Result<StepResult>> SignIn::answer(const SignInRequest& request, Answer answer,
                                        const Browser& browser, const RequestContext& context) {
  auto* verifier = find(answer.method);
  if (verifier == nullptr) co_return fail(Errc::invalid, "sign_in.method_unknown");
  auto visit = co_await open(request, browser, context);
  const auto decision = decide_step(facts_of(visit));
  // Sent again by back or reload after it succeeded.
  if (decision.step == SignInStep::done && !verifier->identifies())
    co_return co_await show(visit, decision);
  if (!verifier->identifies() && !visit.person) co_return std::unexpected(expired());
  if (!verifier->identifies() && !contains(decision.methods, answer.method))
    co_return co_await show(visit, decision);
  const auto typed = verifier->login_of(answer);
  const auto& login = typed.empty() ? visit.progress.login : typed;
  auto device = known_device(browser, login);
  JudgeInput input{.request = request,
                   .answer = answer,
                   .person = visit.person,
                   .challenge = {},
                   .known_device = !device.empty(),
                   .network = turn_of(context.address),
                   .now = context.received};
  if (auto challenge = open_challenge(answer.field("challenge"), answer.method, request.flow,
                                      browser.binding, context.received, *p_.keys.get())) {
    input.challenge = std::move(*challenge);
  }
  const auto challenge = challenge_digest(input.challenge);
  if (std::ranges::count(visit.progress.spent, challenge) > 0) input.challenge.clear();
  const auto refusal = verifier->refusal();
  co_await p_.stuffing.admit(answer.field("work"), browser.binding, input.known_device, context);
  Trials::Try tried{.by = verifier->counted_by(input),
                    .device = std::move(device),
                    .step = to_string(answer.method),
                    .refusal = refusal};
  auto judged =
      co_await p_.trials.run(std::move(tried), judge(*verifier, std::move(input)), context);
  if (!judged) co_return std::unexpected(judged.error());
  // Another tab was quicker. A second code would have to be waited for.
  const bool same = visit.session && visit.session->person == judged->person->id;
  if (same && is_satisfied(request, visit.session)) {
    co_await forget_proofs(visit);
    co_return StepResult{.next = SignInStep::done};
  }
  co_return co_await go_on(std::move(visit), *judged, typed, challenge, refusal);
}

bool SignIn::accept(Visit& visit, const Judged& judged, const std::string& login,
                    const std::string& challenge) {
  auto& progress = visit.progress;
  if (!challenge.empty()) {
    if (std::ranges::count(progress.spent, challenge) > 0) return false;
    if (progress.spent.size() >= kMostSpent) return false;
    progress.spent.push_back(challenge);
  }
  const auto& given = judged.given;
  const bool other = progress.person != judged.person->id;
  std::erase_if(progress.proofs, [&](const GivenProof& earlier) {
    return other || earlier.proof.authenticator == given.proof.authenticator;
  });
  const bool own_session = visit.session && visit.session->person == judged.person->id;
  // What counts with the session's proofs counts only as long as there is the session.
  if (progress.proofs.empty())
    progress.session =
        own_session && visit.person ? std::optional(visit.session->id) : std::nullopt;
  if (other) progress.login.clear();
  if (!login.empty()) progress.login = login;
  progress.person = visit.person = judged.person->id;
  progress.proofs.push_back(given);
  progress.chosen.reset();
  visit.held = only_active(judged.authenticators);
  visit.given.clear();
  for (const auto& each : progress.proofs) visit.given.push_back(each.proof);
  return true;
}

Task<Result<StepResult>> SignIn::go_on(Visit visit, const Judged& judged, const std::string& login,
                                       const std::string& challenge, const Error& refusal) {
  std::optional<Visit> now(std::move(visit));
  for (int race = 0; race < kMostRaces; ++race) {
    if (!accept(*now, judged, login, challenge)) {
      const Judged replayed{.reason = "challenge_replayed", .person = judged.person};
      co_await p_.trials.save_failure(replayed, to_string(judged.given.proof.method), now->context);
      co_return std::unexpected(refusal);
    }
    const auto decision = decide_step(facts_of(*now));
    // A challenge is spent before anything comes of it; otherwise the commit is enough.
    const bool keep = !decision.complete || !challenge.empty();
    if (!keep || co_await p_.flows.save(now->request.flow, now->browser.binding, now->progress)) {
      if (decision.complete) co_return co_await finish(*now, decision, *judged.person, refusal);
      co_return co_await show(*now, decision);
    }
    auto again = co_await open(now->request, now->browser, now->context);
    now.emplace(std::move(again));
  }
  co_return std::unexpected(expired());
}

Task<Result<void>> SignIn::confirm_password(const Session& session, Secret password,
                                            const RequestContext& context) {
  const SignInRequest nothing;
  const Answer answer{.method = Method::password, .fields = {}, .secret = std::move(password)};
  JudgeInput input{.request = nothing,
                   .answer = answer,
                   .person = session.person,
                   .challenge = {},
                   .known_device = true,
                   .network = turn_of(context.address),
                   .now = context.received};
  Trials::Try tried{.by = {.kind = "confirm", .whose = to_string(session.person), .costly = true},
                    .device = to_string(session.id),
                    .step = "confirm",
                    .refusal = {Errc::unauthenticated, "password.wrong_current", {}, {}, {}, 0}};
  const auto judged = co_await p_.trials.run(
      std::move(tried), judge(*find(Method::password), std::move(input)), context);
  if (!judged) co_return std::unexpected(judged.error());
  co_return Result<void>{};
}

Task<std::optional<std::string>> SignIn::renew_session(const Session& session,
                                                       const RequestContext& context) {
  co_return co_await p_.sessions.renew(session, context.received);
}

}  // namespace tessera::authn
