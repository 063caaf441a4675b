#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

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
  return event;
}

RoleGrant make_grant(const Uuid& id, const NewRoleGrant& wish, const Actor& actor, TimePoint now) {
  return {.id = id,
          .person = wish.person,
          .role = wish.role,
          .unit = wish.unit,
          .starts = std::max(wish.starts.value_or(now), now),
          .ends = wish.ends,
          .reason = wish.reason,
          .granted_by = actor.id,
          .created = now,
          .version = 1};
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
  const auto grant = make_grant(make_uuid4(random_), wish, actor, now);
  auto event = grant_event("role_grant.created", actor, *decision, grant, context);
  event.reason = facts.conflicts.empty() ? "" : "despite_conflict";
  const bool may_conflict = actor.kind == Actor::Kind::system;
  if (!co_await store_.create(grant, may_conflict, std::move(event))) {
    co_return fail(
        Errc::conflict, "role_grant.exists",
        "The person holds this role in this unit, or was given a conflicting one just now.");
  }
  co_return grant;
}

Task<Result<RoleGrant>> RoleGrantService::revoke(const Actor& actor, const Uuid& id,
                                                 std::string reason,
                                                 std::optional<std::int64_t> version,
                                                 const RequestContext& context) {
  const auto grant = co_await store_.load(id);
  const auto resource =
      grant ? resource_of(*grant) : Resource{.type = "role_grant", .id = to_string(id)};
  auto decision = co_await access_.require(actor, "role_grant.revoke", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!grant) co_return fail(Errc::not_found, "role_grant.unknown", "There is no such role grant.");
  if (reason.size() < 3 || reason.size() > 500) {
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

}  // namespace tessera::access
