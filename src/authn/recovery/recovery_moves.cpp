#include <algorithm>

#include <tessera/codec/readable_code.hpp>

#include "authn/methods/lookup_codes.hpp"
#include "authn/recovery/recovery.hpp"

namespace tessera::authn {
namespace {

std::unexpected<Error> over() {
  return fail(Errc::gone, "recovery.over");
}

std::string_view event_word(RecoveryState to) {
  switch (to) {
    case RecoveryState::waiting:
      return "recovery.requested";
    case RecoveryState::ready:
      return "recovery.ready";
    case RecoveryState::binding:
      return "recovery.confirmed";
    case RecoveryState::completed:
      return "recovery.completed";
    case RecoveryState::cancelled:
      return "recovery.cancelled";
    default:
      return "recovery.expired";
  }
}

RecoveryStatus status_of(const Recovery& recovery) {
  return {.state = recovery.state, .requested = recovery.requested, .due = recovery.due};
}

}  // namespace

// Every move is an event; those that the table says are told to all addresses, with a link that
// cancels as long as it is not over.
Task<RecoveryNews> Recoveries::news(const Recovery& recovery, RecoveryState to,
                                    std::optional<TimePoint> due, bool tell, std::string reason,
                                    const RequestContext& context) {
  RecoveryNews news;
  auto event = recovery_event(std::string(event_word(to)), recovery.person, context);
  event.object_id = to_string(recovery.id);
  event.reason = std::move(reason);
  if (recovery.officer) {
    event.actor = recovery.officer;
    event.actor_kind = "person";
  }
  news.events.push_back(std::move(event));
  if (!tell) co_return news;
  const auto keys = p_.keys.get();
  const auto cancel = recovery_link("cancel", recovery.id, *keys);
  const bool by_person = !context.address.empty() && !recovery.officer;
  if (to == RecoveryState::ready || to == RecoveryState::expired) {
    const auto person = co_await p_.people.load(recovery.person);
    const auto name = to == RecoveryState::ready ? "recovery_ready" : "recovery_expired";
    for (const auto& address : co_await p_.addresses.addresses(recovery.person)) {
      news.messages.push_back(recovery_mail(p_, address, name,
                                            person ? person->locale : std::string(),
                                            {{"cancel_link", p_.public_url + cancel}}, context));
    }
    if (!recovery.officer || to == RecoveryState::expired) co_return news;
  }
  Notice notice{.kind = NoticeKind::recovery_started,
                .person = recovery.person,
                .until = to == RecoveryState::waiting ? due : context.received,
                .by_person = by_person,
                .cancel_path = cancel};
  if (to == RecoveryState::cancelled) notice.kind = NoticeKind::recovery_cancelled;
  if (to == RecoveryState::completed) notice.kind = NoticeKind::recovery_done;
  if (to == RecoveryState::cancelled || to == RecoveryState::completed) notice.cancel_path.clear();
  auto written = co_await p_.notices.write(std::move(notice), context);
  std::ranges::move(written, std::back_inserter(news.messages));
  co_return news;
}

Task<Result<void>> Recoveries::move(Recovery recovery, RecoveryEvent event, RecoveryFacts facts,
                                    std::string reason, const RequestContext& context) {
  const auto now = context.received;
  const auto outcome = decide_recovery(recovery.state, event, facts, p_.policy, now);
  if (!outcome) co_return std::unexpected(outcome.error());
  auto due = outcome->due;
  // Back from binding it stays no longer than if nobody had confirmed.
  if (recovery.state == RecoveryState::binding && outcome->to == RecoveryState::ready)
    due = std::min(*due, recovery.requested + p_.policy.wait + p_.policy.stays);
  const RecoveryMove step{.id = recovery.id,
                          .version = recovery.version,
                          .from = recovery.state,
                          .to = outcome->to,
                          .due = due,
                          .now = now,
                          .reason = reason};
  auto told = co_await news(recovery, outcome->to, due, outcome->has(RecoveryEffect::tell_all),
                            std::move(reason), context);
  if (!co_await p_.store.move(step, std::move(told))) co_return over();
  co_return Result<void>{};
}

Task<Result<RecoveryBegun>> Recoveries::request(std::string_view sealed, const Browser& browser,
                                                const RequestContext& context) {
  const auto keys = p_.keys.get();
  const auto flow = open_recovery_flow(sealed, *keys, context.received);
  if (!flow) co_return fail(Errc::gone, "recovery.flow");
  const auto progress = co_await p_.flows.load(flow->id, browser.binding);
  if (!progress.person) co_return fail(Errc::invalid, "recovery.guard");
  const auto standing = co_await load_standing(co_await p_.people.load(*progress.person));
  if (!standing.person || !may_recover(*standing.person, context.received)) co_return over();
  const auto seen = view_of(progress, standing);
  const RecoveryFacts facts{.enough = seen.grant.has_value(),
                            .at_once = seen.grant && seen.grant->at_once};
  const auto outcome = decide_recovery(RecoveryState::none, RecoveryEvent::request, facts,
                                       p_.policy, context.received);
  if (!outcome) co_return std::unexpected(outcome.error());
  RecoveryBegun begun{.secret = std::nullopt, .binding = {}, .due = *outcome->due};
  Recovery recovery{.id = make_uuid4(p_.random),
                    .person = standing.person->id,
                    .state = outcome->to,
                    .proofs = seen.given,
                    .grant = *seen.grant,
                    .requested = context.received,
                    .entered = context.received,
                    .due = outcome->due,
                    .officer = std::nullopt};
  Bytes hash;
  if (outcome->has(RecoveryEffect::issue_secret)) {
    begun.secret = make_saved_code(p_.random);
    hash = hash_recovery_secret(begun.secret->reveal());
  } else {
    begun.binding = seal_recovery_binding(recovery.id, browser.binding, *keys, p_.random);
  }
  auto told = co_await news(recovery, outcome->to, outcome->due,
                            outcome->has(RecoveryEffect::tell_all), {}, context);
  if (!co_await p_.store.request(recovery, std::move(hash), std::move(told))) co_return over();
  co_await p_.flows.drop(flow->id, browser.binding);
  co_return begun;
}

Task<Result<std::string>> Recoveries::confirm(std::string_view typed, const Browser& browser,
                                              const RequestContext& context) {
  const auto rules = rules_for(
      {.account = mac_of("secret", context.address), .device = {}, .address = context.address},
      p_.throttling);
  const auto taken = co_await take(rules, context);
  if (!taken) co_return std::unexpected(taken.error());
  const auto code = codec::normalise_readable_code(typed, kSavedCodeLength);
  auto recovery = co_await p_.store.find_by_secret(hash_recovery_secret(code));
  if (code.empty() || !recovery) co_return fail(Errc::unauthenticated, "recovery.secret_wrong");
  co_await p_.throttle.give_back(rules, true, context.received);
  if (recovery->state == RecoveryState::waiting) {
    if (context.received < *recovery->due) co_return fail(Errc::conflict, "recovery.waiting");
    // The job has not come round yet.
    const auto ready = co_await move(*recovery, RecoveryEvent::wait_over,
                                     {.who = RecoveryWho::system, .has_secret = true}, {}, context);
    if (!ready) co_return over();
    recovery = co_await p_.store.load(recovery->id);
    if (!recovery) co_return over();
  }
  if (recovery->state == RecoveryState::ready && context.received >= *recovery->due)
    co_return over();
  if (co_await is_overtaken(*recovery, context.received)) co_return over();
  if (recovery->state != RecoveryState::binding) {
    const auto moved =
        co_await move(*recovery, RecoveryEvent::confirm, {.secret_right = true}, {}, context);
    if (!moved) co_return over();
  }
  co_return seal_recovery_binding(recovery->id, browser.binding, *p_.keys.get(), p_.random);
}

// A freeze cancels what was under way; of a person who left it is void as well.
Task<bool> Recoveries::is_overtaken(const Recovery& recovery, TimePoint now) {
  const auto person = co_await p_.people.load(recovery.person);
  co_return !person || !may_recover(*person, now);
}

Task<std::optional<Recovery>> Recoveries::load_binding(std::string_view sealed,
                                                       const Browser& browser, TimePoint now) {
  const auto id = open_recovery_binding(sealed, browser.binding, *p_.keys.get());
  if (!id) co_return std::nullopt;
  auto recovery = co_await p_.store.load(*id);
  if (!recovery || recovery->state != RecoveryState::binding) co_return std::nullopt;
  if (co_await is_overtaken(*recovery, now)) co_return std::nullopt;
  co_return recovery;
}

Task<Result<RecoveryGrant>> Recoveries::binding(std::string_view sealed, const Browser& browser,
                                                const RequestContext& context) {
  const auto recovery = co_await load_binding(sealed, browser, context.received);
  if (!recovery || context.received >= *recovery->due) co_return over();
  co_return recovery->grant;
}

Task<std::optional<RecoveryStatus>> Recoveries::look(std::string_view id, std::string_view ticket) {
  const auto known = check_recovery_link("cancel", id, ticket, *p_.keys.get());
  if (!known) co_return std::nullopt;
  const auto recovery = co_await p_.store.load(*known);
  if (!recovery) co_return std::nullopt;
  co_return status_of(*recovery);
}

Task<Result<void>> Recoveries::cancel(std::string_view id, std::string_view ticket,
                                      const RequestContext& context) {
  const auto known = check_recovery_link("cancel", id, ticket, *p_.keys.get());
  if (!known) co_return over();
  constexpr int kTries = 4;  // a move of the other side may have been quicker, and is no reason
  for (int i = 0; i < kTries; ++i) {
    const auto recovery = co_await p_.store.load(*known);
    if (!recovery || !recovery->due) co_return over();
    auto moved = co_await move(*recovery, RecoveryEvent::cancel, {.who = RecoveryWho::owner},
                               "by_link", context);
    if (moved) co_return moved;
  }
  co_return over();
}

Task<std::optional<RecoveryStatus>> Recoveries::find(const Uuid& person) {
  const auto recovery = co_await p_.store.find_open(person);
  if (!recovery) co_return std::nullopt;
  co_return status_of(*recovery);
}

Task<Result<void>> Recoveries::cancel_mine(const Uuid& person, const RequestContext& context) {
  const auto recovery = co_await p_.store.find_open(person);
  if (!recovery) co_return over();
  co_return co_await move(*recovery, RecoveryEvent::cancel, {.who = RecoveryWho::owner},
                          "by_session", context);
}

Task<Result<Secret>> Recoveries::vouch(const Uuid& person, const Uuid& officer, std::string reason,
                                       const RequestContext& context) {
  if (person == officer) co_return fail(Errc::forbidden, "recovery.self");
  const auto standing = co_await load_standing(co_await p_.people.load(person));
  if (!standing.person || !may_recover(*standing.person, context.received))
    co_return fail(Errc::not_found, "recovery.person");
  const auto outcome = decide_recovery(RecoveryState::none, RecoveryEvent::vouch,
                                       {.who = RecoveryWho::officer, .vouched = !reason.empty()},
                                       p_.policy, context.received);
  if (!outcome) co_return std::unexpected(outcome.error());
  const Recovery recovery{.id = make_uuid4(p_.random),
                          .person = person,
                          .state = outcome->to,
                          .proofs = {},
                          .grant = vouched_grant(standing.account),
                          .requested = context.received,
                          .entered = context.received,
                          .due = outcome->due,
                          .officer = officer};
  auto secret = make_saved_code(p_.random);
  auto told = co_await news(recovery, outcome->to, outcome->due, true, std::move(reason), context);
  if (!co_await p_.store.request(recovery, hash_recovery_secret(secret.reveal()), std::move(told)))
    co_return over();
  co_return secret;
}

Task<int> Recoveries::fire_due(TimePoint now) {
  int moved = 0;
  RequestContext context;  // nobody's request: the system acts
  context.received = now;
  context.request_id = make_uuid7(now, p_.random);
  for (const auto& recovery : co_await p_.store.due(now)) {
    const RecoveryFacts facts{.who = RecoveryWho::system, .has_secret = recovery.has_secret};
    if (co_await move(recovery, due_event(recovery.state), facts, "time", context)) ++moved;
  }
  co_return moved;
}

}  // namespace tessera::authn
