#include <algorithm>

#include <tessera/access/grant_seal.hpp>
#include <tessera/access/make.hpp>
#include <tessera/access/scope.hpp>
#include <tessera/access/services.hpp>
#include <tessera/codec/rfc3339.hpp>

#include "access/words.hpp"

namespace tessera::access {
namespace {

audit::Event grant_event(std::string type, const Actor& actor, const Decision& decision,
                         const RoleGrant& grant, const RequestContext& context) {
  auto event = make_event(std::move(type), actor, context);
  event.actor_role = decision.role;
  event.subject = grant.person;
  event.object_type = "role_grant";
  event.object_id = to_string(grant.id);
  event.details["role"] = grant.role;
  event.details["unit"] = to_string(grant.unit);
  if (grant.ends) event.details["ends"] = codec::render_rfc3339(*grant.ends);
  boost::json::array purposes;
  for (const auto& purpose : grant.purposes) purposes.emplace_back(purpose);
  event.details["purposes"] = std::move(purposes);
  if (grant.delegated_from) event.details["delegated_from"] = to_string(*grant.delegated_from);
  if (grant.request) event.details["request"] = to_string(*grant.request);
  return event;
}

Resource resource_of(const RoleGrant& grant) {
  return {
      .type = "role_grant", .id = to_string(grant.id), .unit = grant.unit, .person = grant.person};
}

// Something that the actor may never do, unlike a wish with a mistake in it.
bool is_refusal(const Error& error) {
  return error.code == Errc::forbidden || error.id == "role_grant.conflict" ||
         error.id == "role_grant.not_proofed";
}

}  // namespace

Task<Result<Page<RoleGrant>>> RoleGrantService::list(const Actor& actor, RoleGrantFilter filter,
                                                     const RequestContext& context) {
  const auto visible = units_for(actor, "role_grant.read", context.received);
  if (visible && visible->empty()) {
    auto denied =
        co_await access_.require(actor, "role_grant.read", {.type = "role_grant"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  filter.limit = std::clamp<std::size_t>(filter.limit, 1, 200);
  Page<RoleGrant> page{.items = co_await store_.list(filter, visible, context.received)};
  if (page.items.size() == filter.limit) page.next = to_string(page.items.back().id);
  co_return page;
}

Task<Result<RoleGrant>> RoleGrantService::get(const Actor& actor, const Uuid& id,
                                              const RequestContext& context) {
  auto grant = co_await store_.load(id);
  Resource resource{.type = "role_grant", .id = to_string(id)};
  if (grant) resource.unit = grant->unit;
  auto decision = co_await access_.require(actor, "role_grant.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!grant) co_return fail(Errc::not_found, "role_grant.unknown", "There is no such role grant.");
  co_return std::move(*grant);
}

Task<Result<RoleGrant>> RoleGrantService::create(const Actor& actor, NewRoleGrant wish,
                                                 const RequestContext& context) {
  const auto now = context.received;
  const Resource resource{.type = "role_grant", .unit = wish.unit, .person = wish.person};
  auto decision = co_await access_.require(actor, "role_grant.create", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  const auto facts = co_await store_.load_facts(wish, now);
  if (auto good = decide_grant(actor, wish, facts, now); !good) {
    if (is_refusal(good.error())) {
      co_await access_.record_refusal(actor, "role_grant.create", resource, good.error().id,
                                      context);
    }
    co_return std::unexpected(std::move(good.error()));
  }
  auto grant = make_grant(make_uuid4(random_), wish, actor.id, facts.limits, now);
  auto event = grant_event("role_grant.created", actor, *decision, grant, context);
  event.reason = facts.conflicts.empty() ? "" : "despite_conflict";
  co_return co_await write(std::move(grant), actor, std::move(event));
}

Task<Result<RoleGrant>> RoleGrantService::write(RoleGrant grant, const Actor& actor,
                                                audit::Event event) {
  grant.seal = seal_of(grant, *keys_.get());
  const bool may_conflict = actor.kind == Actor::Kind::system;
  if (!co_await store_.create(grant, may_conflict, std::move(event))) {
    co_return fail(Errc::conflict, "role_grant.exists",
                   "The person holds this role in this unit, or something else was granted or "
                   "revoked just now that stands against it.");
  }
  co_return grant;
}

Task<Result<RoleGrant>> RoleGrantService::delegate(const Actor& actor, NewDelegation wish,
                                                   const RequestContext& context) {
  const auto now = context.received;
  const Resource resource{
      .type = "role_grant", .id = to_string(wish.from), .unit = wish.unit, .person = wish.deputy};
  const auto own = std::ranges::find(actor.roles, wish.from, &HeldRole::role_grant);
  GrantFacts facts;
  if (own != actor.roles.end()) {
    facts = co_await store_.load_facts({.person = wish.deputy,
                                        .role = own->role,
                                        .unit = wish.unit.value_or(own->unit),
                                        .purposes = wish.purposes},
                                       now);
  }
  const auto good = decide_delegation(actor, wish, facts, now);
  if (!good) {
    if (is_refusal(good.error())) {
      co_await access_.record_refusal(actor, "role_grant.delegate", resource, good.error().id,
                                      context);
    }
    co_return std::unexpected(good.error());
  }
  auto grant = make_grant(make_uuid4(random_), *good, actor.id, facts.limits, now);
  auto event = grant_event("role_grant.delegated", actor, {.role = grant.role}, grant, context);
  co_return co_await write(std::move(grant), actor, std::move(event));
}

Task<Result<RoleGrant>> RoleGrantService::revoke(const Actor& actor, const Uuid& id,
                                                 std::string reason,
                                                 std::optional<std::int64_t> version,
                                                 const RequestContext& context) {
  const auto grant = co_await store_.load(id);
  const auto resource =
      grant ? resource_of(*grant) : Resource{.type = "role_grant", .id = to_string(id)};
  Result<Decision> decision = Decision{};
  const bool own = grant && grant->delegated_from && actor.id && grant->granted_by == actor.id &&
                   has_scope(actor, "role_grant.revoke");
  if (!own) decision = co_await access_.require(actor, "role_grant.revoke", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!grant) co_return fail(Errc::not_found, "role_grant.unknown", "There is no such role grant.");
  if (!is_reason(reason)) {
    co_return fail(Errc::invalid, "role_grant.reason", "Say why, in 3 to 500 characters.");
  }
  if (grant->revoked)
    co_return fail(Errc::conflict, "role_grant.revoked", "It was revoked before.");
  auto event = grant_event("role_grant.revoked", actor, *decision, *grant, context);
  auto revoked = co_await store_.revoke(
      {.id = id, .version = version, .by = actor.id, .reason = reason, .now = context.received},
      std::move(event));
  if (!revoked)
    co_return fail(Errc::precondition, "role_grant.changed", "Somebody else changed it meanwhile.");
  co_return std::move(*revoked);
}

Task<std::vector<RoleGrant>> RoleGrantService::unsealed(const RequestContext& context) {
  return store_.unsealed(context.received);
}

Task<Result<void>> RoleGrantService::seal(const Actor& actor, RoleGrant grant,
                                          const RequestContext& context) {
  if (actor.kind != Actor::Kind::system) co_return fail(Errc::forbidden, "access.denied");
  grant.seal = seal_of(grant, *keys_.get());
  auto event = grant_event("role_grant.sealed", actor, {}, grant, context);
  if (!co_await store_.put_seal(grant, std::move(event)))
    co_return fail(Errc::precondition, "role_grant.changed", "Somebody else changed it meanwhile.");
  co_return Result<void>{};
}

}  // namespace tessera::access
