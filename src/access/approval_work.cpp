// What becomes of a request: the count, the execution, and what time brings about.
#include <algorithm>
#include <array>
#include <iterator>

#include <boost/json/array.hpp>

#include <tessera/access/approval_service.hpp>
#include <tessera/access/make.hpp>

#include "access/approval_events.hpp"

namespace tessera::access {
namespace {

constexpr int kAttempts = 5;
constexpr std::size_t kMostTold = 50;  // people who get a mail about one request

// As at the highest level: what level there was, was checked when they signed.
Actor at_any_level(Actor actor) {
  actor.acr = Acr::aal3;
  return actor;
}

RequestContext context_at(TimePoint now, Random& random) {
  return {.request_id = make_uuid7(now, random), .received = now};
}

}  // namespace

ApprovalNews news_of(std::string type, const Actor& actor, const ApprovalRequest& request,
                     const RequestContext& context) {
  ApprovalNews news{.event = make_event(std::move(type), actor, context)};
  auto& event = news.event;
  event.subject = request.beneficiary;
  event.object_type = "approval";
  event.object_id = to_string(request.id);
  event.details["kind"] = to_string(request.kind);
  event.details["subject"] = request.subject;
  event.details["unit"] = to_string(request.unit);
  event.details["needed"] = request.needed;
  event.details["object_sha256"] = to_hex(request.object_hash);
  return news;
}

void append(std::vector<OutboxMessage>& to, std::vector<OutboxMessage> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Who could approve: of the nearest unit that has approvers, or of all above it too.
Task<std::vector<Uuid>> ApprovalService::pool(const ApprovalRequest& request, bool above,
                                              TimePoint now) {
  std::vector<Uuid> people;
  std::optional<int> nearest;
  for (const auto& each : co_await p_.store.candidates(request.unit, now)) {
    if (!above && nearest && each.distance > *nearest) break;
    if (std::ranges::find(people, each.person) != people.end()) continue;
    const auto actor = at_any_level(co_await p_.access.load_actor(each.person, now));
    const auto may = co_await standing(request, actor, now);
    if (!may) continue;
    if (!nearest) nearest = each.distance;
    people.push_back(each.person);
    if (people.size() == kMostTold) break;
  }
  co_return people;
}

Task<Count> ApprovalService::count(const ApprovalRequest& request, TimePoint now) {
  std::vector<JudgedApproval> judged;
  const auto given = co_await p_.store.approvals(request.id);
  std::vector<Uuid> keys;
  keys.reserve(given.size());
  for (const auto& each : given) keys.push_back(each.proof.authenticator);
  const auto lost = co_await p_.store.compromised(keys);
  const auto hash = hash_of_object(request.object);
  for (const auto& each : given) {
    if (each.verdict != Verdict::approve) continue;
    const auto actor = at_any_level(co_await p_.access.load_actor(each.approver, now));
    judged.push_back({.approver = each.approver,
                      .authenticator = each.proof.authenticator,
                      .signature_good = p_.signatures.verify(each, hash),
                      .key_good = !lost.contains(each.proof.authenticator),
                      .standing = co_await standing(request, actor, now)});
  }
  co_return count_approvals(std::move(judged));
}

// With enough approvals that count now, the request is approved and executed. Before each attempt
// they are counted again: between two of them somebody may have left. Whatever else moves the
// request meanwhile (a reminder, another approval), it is looked at again.
Task<> ApprovalService::advance(ApprovalRequest request, const RequestContext& context) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto now = context.received;
    if (!request.is_open() || now >= request.expires || !is_whole(request, *p_.keys.get()))
      co_return;
    const auto good = co_await count(request, now);
    if (good.good.size() < static_cast<std::size_t>(request.needed)) {
      co_await note_lapse(request, context);
      co_return;
    }
    const bool settled = co_await settle(request, good, context);
    auto current = co_await p_.store.load(request.id);
    if (!current) co_return;
    if (settled) {
      co_await execute(*current, context);
      co_return;
    }
    request = std::move(*current);
  }
}

// Of an approved request: nothing is done on approvals that do not count any more.
Task<> ApprovalService::note_lapse(const ApprovalRequest& request, const RequestContext& context) {
  if (request.state != ApprovalState::approved) co_return;
  auto news = news_of("approval.failed", system_actor(), request, context);
  news.event.outcome = audit::Outcome::failure;
  news.event.reason = "approval.lapsed";
  (void)co_await p_.store.note_failure({.request = request.id,
                                        .version = request.version,
                                        .failure = "approval.lapsed",
                                        .now = context.received},
                                       std::move(news));
}

Task<bool> ApprovalService::settle(const ApprovalRequest& request, const Count& good,
                                   const RequestContext& context) {
  auto news = news_of("approval.approved", system_actor(), request, context);
  boost::json::array approvers;
  for (const auto& each : good.approvers()) approvers.emplace_back(to_string(each));
  news.event.details["approvers"] = std::move(approvers);
  co_return co_await p_.store.settle({.request = request.id,
                                      .version = request.version,
                                      .approvers = good.approvers(),
                                      .role_grants = good.role_grants(),
                                      .authenticators = good.authenticators(),
                                      .now = context.received},
                                     std::move(news));
}

Task<> ApprovalService::execute(const ApprovalRequest& request, const RequestContext& context) {
  const auto found = executors_.find(request.kind);
  Result<void> done = fail(Errc::conflict, "approval.no_executor");
  if (found != executors_.end()) done = co_await found->second->execute(request, context);
  const auto what = done ? ApprovalTelling::executed : ApprovalTelling::failed;
  auto news =
      news_of(done ? "approval.executed" : "approval.failed", system_actor(), request, context);
  if (!done) {
    news.event.outcome = audit::Outcome::failure;
    news.event.reason = done.error().id;
  }
  co_await tell_outcome(request, what, news.messages, context);
  ApprovalMove move{.request = request.id,
                    .version = request.version,
                    .to = ApprovalState::executed,
                    .now = context.received};
  if (done) {
    (void)co_await p_.store.move(move, std::move(news));
  } else {
    move.failure = done.error().id;
    (void)co_await p_.store.note_failure(move, std::move(news));
  }
}

// To whoever asked, and to whom it is for.
Task<> ApprovalService::tell_outcome(const ApprovalRequest& request, ApprovalTelling what,
                                     std::vector<OutboxMessage>& out,
                                     const RequestContext& context) {
  const std::array<std::optional<Uuid>, 2> people{request.requester, request.beneficiary};
  for (const auto& person : people) {
    if (person) append(out, co_await p_.notices.write(*person, what, request, context));
  }
}

Task<> ApprovalService::expire(const ApprovalRequest& request, const RequestContext& context) {
  auto news = news_of("approval.expired", system_actor(), request, context);
  co_await tell_outcome(request, ApprovalTelling::expired, news.messages, context);
  (void)co_await p_.store.move({.request = request.id,
                                .version = request.version,
                                .to = ApprovalState::expired,
                                .now = context.received},
                               std::move(news));
}

Task<> ApprovalService::remind(const ApprovalRequest& request, Due what,
                               const RequestContext& context) {
  const bool escalates = what == Due::escalate;
  const auto telling = escalates ? ApprovalTelling::escalated : ApprovalTelling::reminder;
  auto news = news_of(escalates ? "approval.escalated" : "approval.reminded", system_actor(),
                      request, context);
  const auto given = co_await p_.store.approvals(request.id);
  for (const auto& person : co_await pool(request, escalates, context.received)) {
    if (std::ranges::find(given, person, &Approval::approver) != given.end()) continue;
    append(news.messages, co_await p_.notices.write(person, telling, request, context));
  }
  (void)co_await p_.store.note_told(request, what, context.received, std::move(news));
}

Task<int> ApprovalService::tend(TimePoint now) {
  int done = 0;
  for (const auto& request : co_await p_.store.due(now)) {
    const auto context = context_at(now, p_.random);
    switch (const auto what = due_now(request, now)) {
      case Due::expire:
        co_await expire(request, context);
        break;
      case Due::remind:
      case Due::escalate:
        co_await remind(request, what, context);
        break;
      case Due::nothing:
        // Enough have signed, and the node that should have gone on is gone.
        if (!request.failure.empty()) continue;
        co_await advance(request, context);
        break;
    }
    ++done;
  }
  co_return done;
}

}  // namespace tessera::access
