// Units, roles and role grants.
#include <algorithm>

#include <boost/algorithm/string/join.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/offered.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string id_text(const std::optional<Uuid>& id) {
  return id ? to_string(*id) : std::string{};
}

std::string time_text(const std::optional<TimePoint>& time) {
  return time ? rfc3339(*time) : std::string{};
}

// Where the visitor may use a permission, for what belongs to no unit itself. A refusal is in the
// journal.
Task<Result<void>> somewhere(const Visit& visit, std::string_view permission, std::string type) {
  const auto unit = access::any_unit(visit.actor, permission, visit.context().received);
  const auto may = co_await visit.deps.access.require(
      visit.actor, permission, {.type = std::move(type), .unit = unit}, visit.context());
  if (!may) co_return std::unexpected(may.error());
  co_return Result<void>{};
}

Task<Result<Records>> load_units(const Visit& visit, const std::string& after, int limit) {
  if (auto may = co_await somewhere(visit, "unit.read", "unit"); !may)
    co_return std::unexpected(may.error());
  auto visible = access::units_for(visit.actor, "unit.read", visit.context().received);
  if (visible && visible->contains(access::kRootUnit)) visible.reset();
  const auto units = co_await visit.deps.lists.units({.visible = visible,
                                                      .name = visit.asked("begins"),
                                                      .parent = parse_uuid(visit.asked("parent")),
                                                      .after = parse_uuid(after),
                                                      .limit = limit});
  Records out;
  for (const auto& unit : units) {
    const auto parent = id_text(unit.parent);
    out.items.push_back({.id = to_string(unit.id),
                         .values = {to_string(unit.id), unit.name, parent, rfc3339(unit.created)},
                         .cells = {{unit.name, "/admin/history/unit/" + to_string(unit.id)},
                                   {to_string(unit.id)},
                                   {unit.parent ? short_id(*unit.parent) : "",
                                    unit.parent ? "/admin/units?parent=" + parent : ""},
                                   {shown_time(unit.created)}}});
  }
  if (units.size() == static_cast<std::size_t>(limit)) out.next = to_string(units.back().id);
  co_return out;
}

Task<Result<Records>> load_roles(const Visit& visit, const std::string& after, int limit) {
  if (auto may = co_await somewhere(visit, "role.read", "role"); !may)
    co_return std::unexpected(may.error());
  const auto roles = co_await visit.deps.lists.roles(
      {.name = visit.asked("begins"), .after = after, .limit = limit});
  Records out;
  for (const auto& role : roles) {
    out.items.push_back(
        {.id = role.name,
         .values = {role.name, role.title, role.builtin ? "true" : "false",
                    boost::algorithm::join(role.parents, ", "),
                    boost::algorithm::join(role.permissions, ", "), rfc3339(role.created)},
         .cells = {{role.name, "/admin/history/role/" + role.name},
                   {boost::algorithm::join(role.parents, ", ")},
                   {boost::algorithm::join(role.permissions, ", ")}}});
  }
  if (roles.size() == static_cast<std::size_t>(limit)) out.next = roles.back().name;
  co_return out;
}

Task<Result<Records>> load_grants(const Visit& visit, const std::string& after, int limit) {
  const auto within = co_await unit_asked(visit, "in_unit");
  if (!within) co_return std::unexpected(within.error());
  access::RoleGrantFilter filter{.person = parse_uuid(visit.asked("person")),
                                 .role = visit.asked("of_role"),
                                 .unit = *within,
                                 .in_force_only = visit.asked("all").empty(),
                                 .after = parse_uuid(after),
                                 .limit = static_cast<std::size_t>(limit)};
  if (!visit.asked("person").empty() && !filter.person)
    co_return fail(Errc::invalid, "console.filter");
  const auto grants =
      co_await visit.deps.role_grants.list(visit.actor, std::move(filter), visit.context());
  if (!grants) co_return std::unexpected(grants.error());
  Records out{.next = grants->next};
  Names names(visit);
  std::vector<Uuid> holders;
  for (const auto& grant : grants->items) holders.push_back(grant.person);
  co_await names.prime(std::move(holders));
  for (const auto& grant : grants->items) {
    auto person = co_await names.person(grant.person);
    auto unit = co_await names.unit(grant.unit);
    out.items.push_back(
        {.id = to_string(grant.id),
         .values = {to_string(grant.id), grant.role, to_string(grant.person), to_string(grant.unit),
                    rfc3339(grant.starts), time_text(grant.ends), id_text(grant.granted_by),
                    time_text(grant.revoked)},
         .cells = {{grant.role},
                   std::move(person),
                   {std::move(unit)},
                   {shown_time(grant.ends)},
                   {short_id(grant.id), "/admin/role-grants/" + to_string(grant.id)}}});
  }
  co_return out;
}

}  // namespace

List unit_list() {
  return {.name = "units",
          .path = "/admin/units",
          .columns = {{"name", "admin.col.name"},
                      {"id", "admin.col.id"},
                      {"parent", "admin.col.parent"},
                      {"created", "admin.col.created"}},
          .load = load_units};
}

List role_list() {
  return {.name = "roles",
          .path = "/admin/roles",
          .columns = {{"name", "admin.col.role"},
                      {"title", ""},
                      {"builtin", ""},
                      {"parents", "admin.col.parents"},
                      {"permissions", "admin.col.permissions"},
                      {"created", ""}},
          .load = load_roles};
}

List grant_list() {
  return {.name = "role-grants",
          .path = "/admin/role-grants",
          .columns = {{"id", ""},
                      {"role", "admin.col.role"},
                      {"person", "admin.col.person"},
                      {"unit", "admin.col.unit"},
                      {"starts", ""},
                      {"ends", "admin.col.ends"},
                      {"granted_by", ""},
                      {"revoked", ""},
                      {"", "common.action"}},
          .load = load_grants};
}

void add_access_list_pages(http::Router& router, const AdminDeps& deps) {
  for (auto list : {unit_list(), role_list(), grant_list()})
    add_export(router, deps, std::move(list));
}

}  // namespace tessera::endpoints::admin
