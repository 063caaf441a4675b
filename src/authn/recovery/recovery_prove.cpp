#include <algorithm>
#include <array>
#include <exception>

#include "authn/methods/lookup_codes.hpp"
#include "authn/recovery/recovery.hpp"

namespace tessera::authn {
namespace {

Error wrong() {
  return {Errc::unauthenticated, "recovery.wrong", {}, {}, {}, 0};
}

}  // namespace

Task<Recoveries::Given> Recoveries::judge_issued(Standing standing, Method method, Secret typed,
                                                 TimePoint now) {
  Given given;
  const auto kind =
      method == Method::mail_code ? IssuedCodeKind::recovery : IssuedCodeKind::contact;
  const auto person = standing.person ? standing.person->id : Uuid{};
  const auto keys = p_.keys.get();
  const IssuedCode* match = nullptr;
  const auto rows = co_await p_.store.live_codes(person, kind, now);
  for (const auto& row : rows) {
    if (is_issued_code(row, typed.reveal(), *keys)) match = &row;
  }
  if (match == nullptr) co_return given;
  given.reason = co_await p_.store.take(match->id, now) ? "" : "code_replayed";
  given.proof.proof.authenticator = match->id;
  co_return given;
}

Task<Recoveries::Given> Recoveries::judge_authenticator(Standing standing, Tried tried,
                                                        const RequestContext& context) {
  const auto now = context.received;
  Given given;
  auto* verifier = verifier_of(tried.answer.method);
  if (verifier == nullptr || !standing.person) co_return given;
  SignInRequest request;
  request.person = standing.person->id;
  const auto judged = co_await verifier->judge({.request = request,
                                                .answer = tried.answer,
                                                .person = standing.person->id,
                                                .challenge = tried.challenge,
                                                .known_device = tried.known_device,
                                                .network = network_of(context.address, 64),
                                                .now = now});
  given.reason = judged.reason;
  given.used = judged.used;
  given.counts = judged.counts;
  given.proof = judged.given;
  if (given.reason.empty() && (!judged.person || judged.person->id != standing.person->id))
    given.reason = "other_person";
  if (given.reason.empty() && judged.used &&
      !co_await p_.store.spend(
          {.id = *judged.used, .counter = judged.given.counter, .backed_up = std::nullopt},
          standing.person->id, now)) {
    given.reason = "code_replayed";
  }
  co_return given;
}

Task<Recoveries::Given> Recoveries::judge(Standing standing, Tried tried,
                                          const RequestContext& context) {
  const auto now = context.received;
  const auto method = tried.answer.method;
  const auto& typed = tried.answer.secret;
  Given given;
  switch (way_of(method)) {
    case RecoveryWay::issued:
    case RecoveryWay::contact:
      given = co_await judge_issued(standing, method, typed, now);
      break;
    case RecoveryWay::saved:
      // It stays good until the recovery is complete: who is interrupted has no other.
      for (const auto& record : standing.held) {
        const auto& a = record.authenticator;
        if (a.kind != AuthenticatorKind::saved_code || a.state != AuthenticatorState::active)
          continue;
        if (!find_code(record.data, a.id, typed.reveal(), kSavedCodeLength, *p_.keys.get()))
          continue;
        given.reason.clear();
        given.proof.proof.authenticator = a.id;
      }
      break;
    case RecoveryWay::authenticator:
      given = co_await judge_authenticator(standing, std::move(tried), context);
      break;
  }
  given.proof.proof.method = method;
  given.proof.proof.at = now;
  if (given.reason.empty() && (!standing.person || !may_recover(*standing.person, now)))
    given.reason = "not_active";
  co_return given;
}

// A parallel step of the same ceremony may have been quicker: what it proved stays, and the
// challenge that it answered is spent.
Task<bool> Recoveries::keep(Tried tried, Uuid person, GivenProof proof) {
  constexpr int kTries = 4;
  const auto challenge = challenge_digest(tried.challenge);
  for (int i = 0; i < kTries; ++i) {
    auto progress = co_await p_.flows.load(tried.flow, tried.browser);
    if (!challenge.empty()) {
      if (std::ranges::count(progress.spent, challenge) > 0 || progress.spent.size() >= kMostSpent)
        co_return false;
      progress.spent.push_back(challenge);
    }
    progress.person = person;
    progress.login = tried.login;
    progress.proofs.push_back(proof);
    if (co_await p_.flows.save(tried.flow, tried.browser, progress)) co_return true;
  }
  co_return challenge.empty();
}

Task<> Recoveries::tell_of_proof(Uuid person, Method method, const RequestContext& context) {
  RecoveryNews news;
  auto event = recovery_event("recovery.proof_given", person, context);
  event.details["method"] = to_string(method);
  news.events.push_back(std::move(event));
  if (way_of(method) != RecoveryWay::authenticator) {
    news.messages = co_await p_.notices.write(
        {.kind = NoticeKind::recovery_code_used, .person = person}, context);
  }
  co_await p_.store.post(std::move(news), context.received);
}

Task<Result<RecoveryView>> Recoveries::prove(std::string_view sealed, Answer answer,
                                             const Browser& browser,
                                             const RequestContext& context) {
  const auto method = answer.method;
  const auto flow = open_recovery_flow(sealed, *p_.keys.get(), context.received);
  if (!flow) co_return fail(Errc::gone, "recovery.flow");
  auto progress = co_await p_.flows.load(flow->id, browser.binding);
  Standing before;  // who it is, is known once a code was right
  if (progress.person) before = co_await load_standing(co_await p_.people.load(*progress.person));
  if (std::ranges::count(offered(methods_given(progress, before)), method) == 0)
    co_return std::unexpected(wrong());

  const auto device = known_device(browser, flow->login);
  const auto rules =
      rules_for({.account = mac_of("flow", flow->id), .device = device, .address = context.address},
                p_.throttling);
  const auto taken = co_await take(rules, context);
  if (!taken) co_return std::unexpected(taken.error());

  // What the ceremony knows; a page of recovery has no field of its own for it.
  answer.fields["username"] = flow->login;
  if (way_of(method) == RecoveryWay::authenticator && !answer.secret.empty())
    answer.fields["code"] = std::string(answer.secret.reveal());
  Tried tried{.flow = flow->id,
              .browser = browser.binding,
              .login = flow->login,
              .answer = std::move(answer),
              .known_device = !device.empty()};
  if (auto challenge = open_challenge(tried.answer.field("challenge"), method, flow->id,
                                      browser.binding, context.received, *p_.keys.get()))
    tried.challenge = std::move(*challenge);

  std::exception_ptr not_judged;
  Standing standing;
  Given given;
  try {
    auto person = progress.person ? co_await p_.people.load(*progress.person)
                                  : co_await p_.people.find_by_login(flow->login);
    standing = co_await load_standing(std::move(person));
    given = co_await judge(standing, tried, context);
    if (given.reason.empty() && !co_await keep(tried, standing.person->id, given.proof))
      given.reason = "challenge_replayed";
  } catch (...) {
    not_judged = std::current_exception();
  }
  if (not_judged) {
    co_await p_.throttle.give_back(rules, false, context.received);
    std::rethrow_exception(not_judged);
  }
  if (!given.reason.empty()) {
    std::optional<Uuid> subject;
    if (standing.person) subject = standing.person->id;
    auto event = recovery_event("recovery.proof_failed", subject, context);
    event.outcome = audit::Outcome::failure;
    event.reason = given.reason;
    event.details["method"] = to_string(method);
    co_await p_.authenticators.save_failure(given.counts ? given.used : std::nullopt,
                                            std::move(event));
    co_return std::unexpected(wrong());
  }
  co_await p_.throttle.give_back(rules, true, context.received);
  co_await tell_of_proof(standing.person->id, method, context);
  progress = co_await p_.flows.load(flow->id, browser.binding);
  co_return view_of(progress, standing);
}

}  // namespace tessera::authn
