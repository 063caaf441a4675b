#include <tessera/access/approval_service.hpp>

#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/access/scope.hpp>

#include "access/approval_events.hpp"

namespace tessera::access {
namespace {

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "approval.unknown", "There is no such approval request.");
}

bool is_reason(const std::string& text) {
  return text.size() >= 3 && text.size() <= 500;
}

bool is_party(const ApprovalRequest& request, const Actor& actor) {
  return actor.id && (request.requester == actor.id || request.beneficiary == actor.id);
}

}  // namespace

Task<int> ApprovalService::needed(ApprovalKind kind) {
  const auto all = co_await p_.store.policy();
  const auto found = all.find(kind);
  co_return found == all.end() ? 0 : found->second;
}

Task<std::map<ApprovalKind, int>> ApprovalService::policy() {
  co_return co_await p_.store.policy();
}

Task<Result<void>> ApprovalService::set_policy(const Actor& actor, ApprovalKind kind, int needed,
                                               const RequestContext& context) {
  if (actor.kind != Actor::Kind::system) {
    const Resource resource{.type = "approval", .id = std::string(to_string(kind))};
    co_await p_.access.record_refusal(actor, "approval.policy", resource, "not_system", context);
    co_return fail(Errc::forbidden, "approval.policy",
                   "The policy of approvals is set by the system user only.");
  }
  if (needed < 0 || needed > kMostApprovers || kind == ApprovalKind::role_grant)
    co_return fail(Errc::invalid, "approval.needed", "0 to 9; of role grants the role says it.");
  auto event = make_event("approval.policy_changed", actor, context);
  event.object_type = "approval";
  event.object_id = to_string(kind);
  event.details["needed"] = needed;
  co_await p_.store.set_policy(kind, needed, context.received, std::move(event));
  co_return Result<void>{};
}

Task<Result<ApprovalRequest>> ApprovalService::open(const Actor& actor, ApprovalWish wish,
                                                    const RequestContext& context) {
  if (!is_reason(wish.reason))
    co_return fail(Errc::invalid, "approval.reason", "Say why, in 3 to 500 characters.");
  ApprovalRequest request{.id = make_uuid7(context.received, p_.random),
                          .kind = wish.kind,
                          .subject = std::move(wish.subject),
                          .requester = actor.id,
                          .beneficiary = wish.beneficiary,
                          .unit = wish.unit,
                          .needed = std::clamp(wish.needed, 1, kMostApprovers),
                          .reason = std::move(wish.reason),
                          .created = context.received,
                          .expires = context.received + kApprovalLife};
  request.object = render_object(request, std::move(wish.what));
  request.object_hash = hash_of_object(request.object);
  request.seal = seal_of(request.object, *p_.keys.get());
  const auto everybody = co_await pool(request, true, context.received);
  request.pool = static_cast<int>(everybody.size());
  if (request.pool < request.needed)
    co_return fail(Errc::conflict, "approval.no_pool",
                   "Too few people could approve this: " + std::to_string(request.needed) +
                       " are needed, " + std::to_string(request.pool) + " could.");
  auto news = news_of("approval.requested", actor, request, context);
  for (const auto& person : co_await pool(request, false, context.received)) {
    append(news.messages,
           co_await p_.notices.write(person, ApprovalTelling::waiting, request, context));
  }
  if (!co_await p_.store.create(request, std::move(news)))
    co_return fail(Errc::conflict, "approval.open", "A request about this is waiting already.");
  co_return request;
}

Task<Result<Page<ApprovalRequest>>> ApprovalService::list(const Actor& actor, View view,
                                                          ApprovalFilter filter,
                                                          const RequestContext& context) {
  filter.limit = std::clamp<std::size_t>(filter.limit, 1, 200);
  std::optional<std::set<Uuid>> units;
  if (view == View::mine) {
    if (!actor.id || !has_scope(actor, "approval.read"))
      co_return fail(Errc::forbidden, "access.denied", "You may not do this.", "scope");
    filter.party = actor.id;
  } else {
    const auto* permission = view == View::waiting ? "approval.decide" : "approval.read";
    units = units_for(actor, permission, context.received);
    if (units && units->empty()) {
      auto denied = co_await p_.access.require(actor, permission, {.type = "approval"}, context);
      if (!denied) co_return std::unexpected(std::move(denied.error()));
    }
  }
  if (view == View::waiting) {
    filter.open_only = true;
    filter.not_of = actor.id;
    filter.undecided = actor.id;
  }
  Page<ApprovalRequest> page{.items = co_await p_.store.list(filter, units)};
  if (page.items.size() == filter.limit) page.next = to_string(page.items.back().id);
  co_return page;
}

Task<Result<Uuid>> ApprovalService::standing(const ApprovalRequest& request, const Actor& actor,
                                             TimePoint now) {
  ApproverFacts facts;
  if (actor.id) facts = co_await p_.store.facts(request, *actor.id);
  facts.actor = actor;
  co_return decide_approver(request, facts, now);
}

Task<Result<ApprovalService::Shown>> ApprovalService::look(const Actor& actor, const Uuid& id,
                                                           const RequestContext& context) {
  auto request = co_await p_.store.load(id);
  if (!request || !is_party(*request, actor) || !has_scope(actor, "approval.read")) {
    const Resource resource{.type = "approval",
                            .id = to_string(id),
                            .unit = request ? std::optional(request->unit) : std::nullopt};
    auto decision = co_await p_.access.require(actor, "approval.read", resource, context);
    if (!decision) co_return std::unexpected(std::move(decision.error()));
  }
  if (!request) co_return unknown();
  Shown shown{.request = std::move(*request), .approvals = {}, .may_decide = {}};
  shown.approvals = co_await p_.store.approvals(id);
  co_return shown;
}

Task<Result<ApprovalService::Shown>> ApprovalService::get(const Actor& actor, const Uuid& id,
                                                          const RequestContext& context) {
  auto shown = co_await look(actor, id, context);
  if (!shown) co_return shown;
  const auto& request = shown->request;
  if (auto grant = co_await standing(request, actor, context.received); !grant) {
    shown->may_decide = std::unexpected(grant.error());
  } else if (!is_whole(request, *p_.keys.get())) {
    shown->may_decide = fail(Errc::conflict, "approval.altered", "This request was altered.");
  } else {
    const Approval wanted{.request = id, .approver = *actor.id};
    shown->may_decide = decide_verdict(request, wanted, shown->approvals, context.received);
  }
  co_return shown;
}

Task<boost::json::object> ApprovalService::options(const Actor& actor,
                                                   const ApprovalRequest& request,
                                                   Verdict verdict) {
  const auto challenge = challenge_of(request.id, hash_of_object(request.object), verdict);
  co_return co_await p_.signatures.options(actor.id.value(), challenge);
}

Task<Result<ApprovalRequest>> ApprovalService::decide(const Actor& actor, const Uuid& id,
                                                      Verdict verdict, std::string reason,
                                                      std::string response,
                                                      const RequestContext& context) {
  const auto now = context.received;
  auto shown = co_await get(actor, id, context);
  if (!shown) co_return std::unexpected(std::move(shown.error()));
  const auto& request = shown->request;
  const Resource resource{.type = "approval", .id = to_string(id), .unit = request.unit};
  if (!shown->may_decide) {
    auto error = std::move(shown->may_decide.error());
    if (error.code == Errc::forbidden)
      co_await p_.access.record_refusal(actor, "approval.decide", resource,
                                        error.detail.empty() ? error.id : error.detail, context);
    co_return std::unexpected(std::move(error));
  }
  NewVerdict wanted{.approval = {.request = id,
                                 .approver = *actor.id,
                                 .verdict = verdict,
                                 .reason = std::move(reason),
                                 .signed_at = now},
                    .version = request.version};
  if (auto good = decide_verdict(request, wanted.approval, shown->approvals, now); !good)
    co_return std::unexpected(std::move(good.error()));
  auto checked = co_await p_.signatures.check(
      id, *actor.id, verdict, challenge_of(id, hash_of_object(request.object), verdict),
      std::move(response), now);
  if (!checked) {
    co_await p_.access.record_refusal(actor, "approval.decide", resource, checked.error().id,
                                      context);
    co_return std::unexpected(std::move(checked.error()));
  }
  wanted.approval.proof = std::move(checked->proof);
  wanted.sign_count = checked->sign_count;
  const bool refused = verdict == Verdict::refuse;
  auto news = news_of(refused ? "approval.refused" : "approval.given", actor, request, context);
  news.event.details["authenticator"] = to_string(wanted.approval.proof.authenticator);
  if (refused) co_await tell_outcome(request, ApprovalTelling::refused, news.messages, context);
  if (!co_await p_.store.add(wanted, std::move(news)))
    co_return fail(Errc::conflict, "approval.changed", "Something else came first. Look again.");
  if (!refused) {
    if (auto current = co_await p_.store.load(id)) co_await advance(std::move(*current), context);
  }
  co_return std::move(*co_await p_.store.load(id));
}

Task<Result<ApprovalRequest>> ApprovalService::withdraw(const Actor& actor, const Uuid& id,
                                                        const RequestContext& context) {
  auto shown = co_await look(actor, id, context);
  if (!shown) co_return std::unexpected(std::move(shown.error()));
  const auto& request = shown->request;
  const bool own = actor.id && request.requester == actor.id && has_scope(actor, "approval.decide");
  if (actor.kind != Actor::Kind::system && !own) {
    const Resource resource{.type = "approval", .id = to_string(id), .unit = request.unit};
    co_await p_.access.record_refusal(actor, "approval.withdraw", resource, "not_requester",
                                      context);
    co_return fail(Errc::forbidden, "approval.not_yours", "Whoever asked for it withdraws it.");
  }
  if (!request.is_open())
    co_return fail(Errc::conflict, "approval.closed", "This request is closed.");
  const ApprovalMove move{.request = id,
                          .version = request.version,
                          .to = ApprovalState::withdrawn,
                          .now = context.received};
  if (!co_await p_.store.move(move, news_of("approval.withdrawn", actor, request, context)))
    co_return fail(Errc::conflict, "approval.changed", "Something else came first. Look again.");
  co_return std::move(*co_await p_.store.load(id));
}

Task<Result<ApprovalRequest>> ApprovalService::retry(const Actor& actor, const Uuid& id,
                                                     const RequestContext& context) {
  auto shown = co_await look(actor, id, context);
  if (!shown) co_return std::unexpected(std::move(shown.error()));
  if (shown->request.state != ApprovalState::approved)
    co_return fail(Errc::conflict, "approval.not_approved", "There is nothing to be done again.");
  co_await advance(std::move(shown->request), context);
  co_return std::move(*co_await p_.store.load(id));
}

}  // namespace tessera::access
