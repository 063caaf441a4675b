// The end of a ceremony: the session and what goes with it.
#include <algorithm>

#include <tessera/authn/device.hpp>

#include "authn/ceremony/sign_in.hpp"
#include "authn/protection/unlock_ticket.hpp"
#include "authn/sessions/session_cookie.hpp"
#include "authn/sessions/session_rules.hpp"

namespace tessera::authn {
namespace {

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

// What a device remembers of whom a passkey or a card signed in, who typed no login.
std::string name_of(const people::Person& person) {
  return "person|" + to_string(person.id);
}

}  // namespace

Task<std::optional<SignedIn>> SignIn::make_session(const Visit& visit, const Decision& decision,
                                                   const people::Person& person) {
  const auto& context = visit.context;
  const auto now = context.received;
  const auto keys = p_.keys.get();
  const auto& old = visit.session;
  NewSession made{.person = person, .proofs = visit.given, .old = old, .resumes = decision.resumes};
  if (old && old->person == person.id) {
    const auto carried = carried_proofs(visit.request, old, now);
    made.proofs.insert(made.proofs.end(), carried.begin(), carried.end());
  }
  SignInOutcome outcome{.session = decide_session(made, now, p_.sessions.policy())};
  auto& record = outcome.session;
  auto& s = record.session;
  if (s.id.is_nil()) s.id = make_uuid4(p_.random);
  const auto secret = make_session_secret(p_.random);
  record.secret_hash = hash_secret(secret);
  s.user_agent = describe_user_agent(visit.browser.user_agent);
  s.address_class = context.address_class;
  s.place = p_.places.find(context.address);
  for (const auto& given : visit.progress.proofs) {
    outcome.used.push_back(
        {.id = given.proof.authenticator, .counter = given.counter, .backed_up = given.backed_up});
  }
  outcome.event = success_event(record, context);
  outcome.notices = co_await notices_of(visit, person);
  if (old && old->id == s.id) co_await p_.sessions.retire(s.id);
  const auto commit = co_await p_.store.commit_sign_in(outcome);
  if (!commit) co_return std::nullopt;
  record.version = commit->version;
  co_await p_.sessions.publish(record, now);
  const auto limit = co_await p_.sessions.limit_for(record, now);
  if (static_cast<std::size_t>(commit->others) >= limit)
    co_await p_.sessions.end_surplus(record, limit, context);
  if (old && old->person != s.person)
    static_cast<void>(co_await p_.sessions.end(old->id, old->person, "replaced", context));
  count_sign_in("success", "");
  SignedIn signed_in{.session = s,
                     .session_cookie = render_session_cookie(s.id, secret, *keys),
                     .device_cookie = device_after(visit, s, person),
                     .locale = person.locale};
  co_return signed_in;
}

// A device on which this person signed in before says nothing new; neither does a step-up.
Task<std::vector<OutboxMessage>> SignIn::notices_of(const Visit& visit,
                                                    const people::Person& person) {
  const auto& login = visit.progress.login;
  const bool own = visit.session && visit.session->person == person.id;
  const bool known = (!login.empty() && !known_device(visit.browser, login).empty()) ||
                     !known_device(visit.browser, name_of(person)).empty();
  if (own || known) co_return std::vector<OutboxMessage>{};
  co_return co_await p_.notices.write(
      {.kind = NoticeKind::new_device, .person = person.id, .authenticator = {}}, visit.context);
}

Task<Result<StepResult>> SignIn::refuse_frozen(Visit& visit, const people::Person& person,
                                               const Error& refusal) {
  const auto& context = visit.context;
  const auto last = visit.progress.proofs.back().proof.method;
  bool spent = true;
  for (const auto& given : visit.progress.proofs) {
    const UsedAuthenticator used{.id = given.proof.authenticator, .counter = given.counter};
    spent = co_await p_.freezes.spend(used, person.id, context.received) && spent;
  }
  co_await forget_proofs(visit);
  const auto word = person.standing.okay() ? "frozen" : to_string(person.standing.word());
  co_await p_.trials.save_failure(
      {.reason = spent ? std::string(word) : "code_replayed", .person = person}, to_string(last),
      context);
  if (!spent) co_return std::unexpected(refusal);
  StepResult result{
      .next = SignInStep::frozen, .freeze = person.freeze, .standing = person.standing};
  const bool enough = decide_level(visit.given).acr >= Acr::aal2;
  if (enough && person.freeze && person.freeze->by == people::FrozenBy::person)
    result.unlock = seal_unlock_ticket(person.id, visit.browser.binding, context.received,
                                       *p_.keys.get(), p_.random);
  co_return result;
}

// A device is remembered by a sign-in with all that its person has, up to aal2: a password alone
// makes no known device of somebody who has codes.
std::string SignIn::device_after(const Visit& visit, const Session& made,
                                 const people::Person& person) const {
  const auto keys = p_.keys.get();
  const auto device = parse_device(visit.browser.device_cookie, *keys);
  const auto strongest = std::min(Acr::aal2, reachable_level(visit.held, methods_));
  if (made.acr < strongest) return device ? visit.browser.device_cookie : std::string();
  const auto cookie =
      remember_login(device.value_or(make_device(p_.random)), name_of(person), *keys);
  const auto& login = visit.progress.login;
  return login.empty() ? cookie : remember_login(*parse_device(cookie, *keys), login, *keys);
}

// Once a session is made, or a proof turned out to be used: challenges stay spent.
Task<> SignIn::forget_proofs(Visit& visit) {
  auto& progress = visit.progress;
  if (progress.revision == 0) co_return;
  if (progress.spent.empty()) {
    co_await p_.flows.drop(visit.request.flow, visit.browser.binding);
    co_return;
  }
  FlowProgress rest{.revision = progress.revision, .spent = progress.spent};
  static_cast<void>(co_await p_.flows.save(visit.request.flow, visit.browser.binding, rest));
}

Task<Result<StepResult>> SignIn::finish(Visit& visit, const Decision& decision,
                                        const people::Person& person, const Error& refusal) {
  if (person.freeze || !person.standing.okay())
    co_return co_await refuse_frozen(visit, person, refusal);
  auto signed_in = co_await make_session(visit, decision, person);
  co_await forget_proofs(visit);
  if (!signed_in) {  // a code was used by a parallel try, or the person left the active state
    const bool alone = visit.progress.proofs.size() == 1;
    const auto& last = visit.progress.proofs.back().proof;
    const bool code = last.method == Method::totp || last.method == Method::lookup_code;
    const Judged lost{.reason = code || !alone ? "code_replayed" : "not_active", .person = person};
    co_await p_.trials.save_failure(lost, to_string(last.method), visit.context);
    co_return std::unexpected(refusal);
  }
  StepResult result{.next = decision.step};
  if (decision.step == SignInStep::missing) result.lacking = decide_missing(facts_of(visit));
  result.signed_in = std::move(signed_in);
  co_return result;
}

}  // namespace tessera::authn
