#include <tessera/scim/group_service.hpp>

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>

#include <tessera/access/grant_seal.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/scim/patch.hpp>

#include "codec/scim_text.hpp"

namespace tessera::scim {
namespace {

using boost::json::object;

constexpr int kAttempts = 8;
constexpr std::size_t kMostMembers = 10'000;

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "", "There is no such group.");
}

std::unexpected<Error> not_that_version() {
  return fail(Errc::precondition, "", "The resource has another version by now.");
}

// RFC 7643 4.2: ids of users. A group in a group is none of ours.
Result<std::vector<Uuid>> members_in(const object& body) {
  std::set<Uuid> out;
  const auto* list = codec::find_scim_member(body, "members");
  if (list == nullptr || list->is_null()) return std::vector<Uuid>{};
  const auto wrong = fail(Errc::invalid, "invalidValue", "members are ids of users.");
  if (!list->is_array() || list->get_array().size() > kMostMembers) return wrong;
  for (const auto& each : list->get_array()) {
    const auto* members = each.if_object();
    const auto* value = members == nullptr ? &each : codec::find_scim_member(*members, "value");
    if (value == nullptr || !value->is_string()) return wrong;
    const auto id = parse_uuid(std::string_view(value->get_string()));
    if (!id) return wrong;
    out.insert(*id);
  }
  return std::vector<Uuid>(out.begin(), out.end());
}

std::vector<Uuid> without(const std::vector<Uuid>& all, const std::vector<Uuid>& some) {
  std::vector<Uuid> out;
  std::ranges::set_difference(all, some, std::back_inserter(out));
  return out;
}

}  // namespace

Result<void> decide_membership(const access::NewRoleGrant& grant, const std::vector<Uuid>& openers,
                               const access::GrantFacts& facts, TimePoint now) {
  // R37: nobody gives himself a role, through a client neither.
  if (std::ranges::find(openers, grant.person) != openers.end())
    return fail(Errc::forbidden, "scim.opener", "Whoever opened the role is no member of it.");
  if (facts.role_has_power || facts.limits.approvals > 0 || facts.permission_approvals > 0)
    return fail(Errc::forbidden, "", "This role is granted by people only.");
  if (!facts.conflicts.empty())
    return fail(Errc::conflict, "", "A member would hold together what nobody may.");
  // What remains is the same for everybody.
  return access::decide_grant(access::system_actor(), grant, facts, now);
}

object GroupService::render(const GroupRow& row, bool members) const {
  const auto location = parts_.base + "/Groups/" + to_string(row.id);
  object out{{"schemas", boost::json::array{kGroupSchema}},
             {"id", to_string(row.id)},
             {"displayName", row.role},
             {"meta",
              {{"resourceType", "Group"},
               {"created", codec::render_rfc3339(row.created)},
               {"lastModified", codec::render_rfc3339(row.changed)},
               {"location", location},
               {"version", "W/\"" + std::to_string(row.version) + '"'}}}};
  if (!members) return out;
  boost::json::array list;
  for (const auto& id : row.members) {
    list.push_back(object{{"value", to_string(id)},
                          {"$ref", parts_.base + "/Users/" + to_string(id)},
                          {"type", "User"}});
  }
  out["members"] = std::move(list);
  return out;
}

Task<std::optional<GroupRow>> GroupService::find(const Caller& caller, const Uuid& id) {
  auto rows = co_await parts_.groups.list(caller.connection.client, id, true);
  if (rows.empty()) co_return std::nullopt;
  co_return std::move(rows.front());
}

Task<Result<Resource>> GroupService::get(const Caller& caller, const Uuid& id,
                                         const RequestContext& context) {
  const auto row = co_await find(caller, id);
  if (!row) co_return unknown();
  auto event = people::acting_event("scim.group_read", caller.acting(), context);
  event.object_type = "scim_group";
  event.object_id = to_string(id);
  co_await parts_.journal.append_one(std::move(event));
  co_return Resource{render(*row, true), row->id, row->version};
}

Task<Result<ListPage>> GroupService::list(const Caller& caller, const ListQuery& query,
                                          bool members, const RequestContext& context) {
  const bool filtered = query.filter.has_value();
  if (query.cursor && !query.cursor->empty())
    co_return fail(Errc::invalid, "invalidCursor", "Groups fit on one page.");
  std::vector<object> found;
  for (const auto& row :
       co_await parts_.groups.list(caller.connection.client, std::nullopt, members || filtered)) {
    if (filtered && !codec::matches(*query.filter, render(row, true))) continue;
    found.push_back(render(row, members));
  }
  auto event = people::acting_event("scim.groups_read", caller.acting(), context);
  event.object_type = "client";
  event.object_id = to_string(caller.connection.client);
  event.details["count"] = found.size();
  co_await parts_.journal.append_one(std::move(event));
  co_return cut_page(std::move(found), query);
}

Task<Result<void>> GroupService::check_added(const Caller& caller, const GroupRow& group,
                                             const std::vector<Uuid>& added) {
  if (added.empty()) co_return Result<void>{};
  if (!(co_await parts_.groups.unfit({group.role})).empty())
    co_return fail(Errc::forbidden, "", "This role is granted by people only.");
  if (!(co_await parts_.groups.strangers(caller.connection.client, added)).empty())
    co_return fail(Errc::invalid, "invalidValue", "A member is no active user.");
  co_return Result<void>{};
}

Task<Result<Resource>> GroupService::change(
    const Caller& caller, const Uuid& id, std::optional<std::int64_t> version,
    const std::function<Result<object>(const object&)>& edit, const RequestContext& context) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto row = co_await find(caller, id);
    if (!row) co_return unknown();
    if (version && *version != row->version) co_return not_that_version();
    const auto body = edit(render(*row, true));
    if (!body) co_return std::unexpected(body.error());
    const auto* name = codec::find_scim_member(*body, "displayName");
    if (name != nullptr && *name != boost::json::value(row->role))
      co_return fail(Errc::invalid, "mutability", "The name of a group is that of its role.");
    const auto wanted = members_in(*body);
    if (!wanted) co_return std::unexpected(wanted.error());
    MemberChange change{.client = row->client,
                        .group = row->id,
                        .before = row->version,
                        .added = without(*wanted, row->members),
                        .removed = without(row->members, *wanted),
                        .now = context.received};
    if (change.added.empty() && change.removed.empty())
      co_return Resource{render(*row, true), row->id, row->version};
    if (auto good = co_await check_added(caller, *row, change.added); !good)
      co_return std::unexpected(std::move(good.error()));
    auto event = people::acting_event("scim.members_changed", caller.acting(), context);
    event.object_type = "scim_group";
    event.object_id = to_string(id);
    event.details["role"] = row->role;
    event.details["added"] = change.added.size();
    event.details["removed"] = change.removed.size();
    if (!co_await parts_.groups.save_members(change, std::move(event))) continue;
    (void)co_await grant_due(id, context);
    row = co_await find(caller, id);
    if (!row) co_return unknown();
    co_return Resource{render(*row, true), row->id, row->version};
  }
  co_return not_that_version();
}

Task<Result<Resource>> GroupService::replace(const Caller& caller, const Uuid& id,
                                             const object& body,
                                             std::optional<std::int64_t> version,
                                             const RequestContext& context) {
  co_return co_await change(
      caller, id, version, [&body](const object&) -> Result<object> { return body; }, context);
}

Task<Result<Resource>> GroupService::patch(const Caller& caller, const Uuid& id,
                                           const object& request,
                                           std::optional<std::int64_t> version,
                                           const RequestContext& context) {
  co_return co_await change(
      caller, id, version,
      [&request](const object& current) {
        return apply_patch(current, request, group_patch_rules());
      },
      context);
}

// The same steps as a grant by people, with the client as the one who gives.
Task<Result<void>> GroupService::grant(const DueMember& member, const RequestContext& context) {
  const auto now = context.received;
  const access::NewRoleGrant wish{.person = member.person,
                                  .role = member.role,
                                  .unit = member.unit,
                                  .reason = "member of a provisioned group"};
  const auto facts = co_await parts_.grants.load_facts(wish, now);
  if (auto good = decide_membership(wish, member.openers, facts, now); !good)
    co_return std::unexpected(std::move(good.error()));
  auto made = access::make_grant(make_uuid4(parts_.random), wish, member.client, facts.limits, now);
  made.seal = access::seal_of(made, *parts_.keys.get());
  auto event =
      people::acting_event("role_grant.created", people::as_client(member.client), context);
  event.subject = member.person;
  event.object_type = "role_grant";
  event.object_id = to_string(made.id);
  event.purpose = "provisioning";
  event.details["role"] = member.role;
  event.details["unit"] = to_string(member.unit);
  if (made.ends) event.details["ends"] = codec::render_rfc3339(*made.ends);
  if (!co_await parts_.grants.create(made, false, std::move(event)))
    co_return fail(Errc::conflict, "role_grant.exists", "The person holds this role already.");
  if (co_await parts_.groups.note_grant(member, made.id)) co_return Result<void>{};
  // The member left meanwhile.
  auto gone = people::acting_event("role_grant.revoked", people::as_client(member.client), context);
  gone.subject = member.person;
  gone.object_type = "role_grant";
  gone.object_id = to_string(made.id);
  gone.reason = "left_group";
  (void)co_await parts_.grants.revoke({.id = made.id,
                                       .version = std::nullopt,
                                       .by = member.client,
                                       .reason = "left_group",
                                       .now = now},
                                      std::move(gone));
  co_return Result<void>{};
}

// Whom the rules keep from the role is no member: the client sees it in the next answer.
Task<int> GroupService::grant_due(const std::optional<Uuid>& group, const RequestContext& context) {
  int done = 0;
  for (const auto& member : co_await parts_.groups.due(group, context.received)) {
    const auto granted = co_await grant(member, context);
    if (granted) {
      ++done;
      continue;
    }
    auto rows = co_await parts_.groups.list(member.client, member.group, false);
    if (rows.empty()) continue;
    auto event =
        people::acting_event("scim.member_refused", people::as_client(member.client), context);
    event.outcome = audit::Outcome::denied;
    event.subject = member.person;
    event.object_type = "scim_group";
    event.object_id = to_string(member.group);
    event.reason = granted.error().id.empty() ? "role" : granted.error().id;
    (void)co_await parts_.groups.save_members({.client = member.client,
                                               .group = member.group,
                                               .before = rows.front().version,
                                               .added = {},
                                               .removed = {member.user},
                                               .now = context.received},
                                              std::move(event));
  }
  co_return done;
}

Task<Result<std::vector<GroupRow>>> GroupService::open_roles(const Connection& connection,
                                                             std::vector<std::string> roles,
                                                             const people::ActingAs& by,
                                                             const RequestContext& context) {
  std::ranges::sort(roles);
  const auto unfit = co_await parts_.groups.unfit(roles);
  if (!unfit.empty()) {
    co_return fail(Errc::forbidden, "scim.role",
                   unfit.front() + " is unknown, gives power or needs approvals.");
  }
  std::vector<Uuid> fresh;
  for (std::size_t i = 0; i < roles.size(); ++i) fresh.push_back(make_uuid4(parts_.random));
  auto event = people::acting_event("scim.groups_opened", by, context);
  event.object_type = "client";
  event.object_id = to_string(connection.client);
  boost::json::array names;
  for (const auto& role : roles) names.emplace_back(role);
  event.details["roles"] = std::move(names);
  co_await parts_.groups.save_groups(connection.client, roles, fresh, by.id, context.received,
                                     std::move(event));
  co_return co_await groups_of(connection.client);
}

Task<std::vector<GroupRow>> GroupService::groups_of(const Uuid& client) {
  co_return co_await parts_.groups.list(client, std::nullopt, false);
}

}  // namespace tessera::scim
