#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/patch.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kUnits = "/api/admin/v1/units";
constexpr std::string_view kRoles = "/api/admin/v1/roles";
constexpr std::string_view kGrants = "/api/admin/v1/role-grants";

Task<Answer> list_units(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto units = co_await deps.units.list(actor, request.context);
  if (!units) co_return std::unexpected(std::move(units.error()));
  co_return page(request, to_array(*units), "");
}

Task<Answer> get_unit(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto unit = co_await deps.units.get(actor, *id, request.context);
  if (!unit) co_return std::unexpected(std::move(unit.error()));
  co_return ok(to_json(*unit), unit->version);
}

Task<Answer> create_unit(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto parent = body->id("parent", true);
  auto name = body->text("name", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto unit = co_await deps.units.create(actor, *parent, std::move(name), request.context);
  if (!unit) co_return std::unexpected(std::move(unit.error()));
  co_return created(to_json(*unit), unit->version, std::string(kUnits) + '/' + to_string(unit->id));
}

Task<Answer> patch_unit(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  const auto current = co_await deps.units.get(actor, *id, request.context);
  if (!current) co_return std::unexpected(current.error());
  auto document = patched(request, {{"name", current->name}});
  if (!document) co_return std::unexpected(std::move(document.error()));
  Body body(std::move(*document));
  auto name = body.text("name", true);
  if (auto good = body.finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto unit = co_await deps.units.rename(actor, *id, std::move(name),
                                         version->value_or(current->version), request.context);
  if (!unit) co_return std::unexpected(std::move(unit.error()));
  co_return ok(to_json(*unit), unit->version);
}

Task<Answer> list_permissions(const AdminDeps& deps, const access::Actor& actor,
                              http::Request& request) {
  auto permissions = co_await deps.roles.permissions(actor, request.context);
  if (!permissions) co_return std::unexpected(std::move(permissions.error()));
  boost::json::array items;
  for (const auto& name : *permissions)
    items.push_back(object{{"name", name}, {"scope", access::scope_of(name)}});
  co_return page(request, std::move(items), "");
}

Task<Answer> list_roles(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto roles = co_await deps.roles.list(actor, request.context);
  if (!roles) co_return std::unexpected(std::move(roles.error()));
  co_return page(request, to_array(*roles), "");
}

Task<Answer> get_role(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto role = co_await deps.roles.get(actor, request.param("name"), request.context);
  if (!role) co_return std::unexpected(std::move(role.error()));
  co_return ok(to_json(*role), role->version);
}

// What is not named asks for nothing; most_holders 0: any number.
access::RoleLimits limits_of(Body& body) {
  const access::RoleLimits usual;
  const auto number = [&body](std::string_view name, int otherwise) {
    const auto read = body.integer(name).value_or(otherwise);
    return static_cast<int>(std::clamp<std::int64_t>(read, -1, 1'000'000));
  };
  access::RoleLimits limits{.approvals = number("approvals", usual.approvals),
                            .longest = number("longest_days", usual.longest),
                            .delegable = body.flag("delegable")};
  if (const int most = number("most_holders", 0); most != 0) limits.most_holders = most;
  return limits;
}

std::vector<access::Prerequisite> prerequisites_of(Body& body) {
  std::vector<access::Prerequisite> out;
  for (const auto& each : body.texts("prerequisites")) {
    const auto colon = std::min(each.find(':'), each.size());
    out.push_back({each.substr(0, colon), each.substr(std::min(colon + 1, each.size()))});
  }
  return out;
}

Task<Answer> create_role(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  access::NewRole wish{.name = body->text("name", true),
                       .title = body->text("title", true),
                       .permissions = body->texts("permissions"),
                       .parents = body->texts("parents"),
                       .limits = limits_of(*body),
                       .prerequisites = prerequisites_of(*body)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto role = co_await deps.roles.create(actor, std::move(wish), request.context);
  if (!role) co_return std::unexpected(std::move(role.error()));
  co_return created(to_json(*role), role->version, std::string(kRoles) + '/' + role->name);
}

Task<Answer> save_role(const AdminDeps& deps, const access::Actor& actor,
                       const http::Request& request, Body body,
                       std::optional<std::int64_t> version) {
  access::NewRole wish{.name = request.param("name"),
                       .title = body.text("title", true),
                       .permissions = body.texts("permissions"),
                       .parents = body.texts("parents"),
                       .limits = limits_of(body),
                       .prerequisites = prerequisites_of(body)};
  if (auto good = body.finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto role = co_await deps.roles.update(actor, std::move(wish), version, request.context);
  if (!role) co_return std::unexpected(std::move(role.error()));
  co_return ok(to_json(*role), role->version);
}

Task<Answer> update_role(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  co_return co_await save_role(deps, actor, request, std::move(*body), *version);
}

Task<Answer> patch_role(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  const auto current = co_await deps.roles.get(actor, request.param("name"), request.context);
  if (!current) co_return std::unexpected(current.error());
  auto members = to_json(*current);
  for (const auto* fixed : {"name", "builtin", "closure", "created", "version"})
    members.erase(fixed);
  auto document = patched(request, members);
  if (!document) co_return std::unexpected(std::move(document.error()));
  co_return co_await save_role(deps, actor, request, Body(std::move(*document)),
                               version->value_or(current->version));
}

Task<Answer> remove_role(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  auto removed = co_await deps.roles.remove(actor, request.param("name"), request.context);
  if (!removed) co_return std::unexpected(std::move(removed.error()));
  co_return http::no_content();
}

Task<Answer> list_grants(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  access::RoleGrantFilter filter{.person = query->id("person"),
                                 .role = query->text("role"),
                                 .unit = query->id("unit"),
                                 .in_force_only = query->flag("in_force"),
                                 .after = query->id("page_token"),
                                 .limit = query->page_size()};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto grants = co_await deps.role_grants.list(actor, std::move(filter), request.context);
  if (!grants) co_return std::unexpected(std::move(grants.error()));
  co_return page(request, to_array(grants->items), grants->next);
}

Task<Answer> get_grant(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto grant = co_await deps.role_grants.get(actor, *id, request.context);
  if (!grant) co_return std::unexpected(std::move(grant.error()));
  co_return ok(to_json(*grant), grant->version);
}

Task<Answer> create_grant(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  access::NewRoleGrant wish{.person = body->id("person", true).value_or(Uuid{}),
                            .role = body->text("role", true),
                            .unit = body->id("unit").value_or(access::kRootUnit),
                            .starts = body->time("starts"),
                            .ends = body->time("ends"),
                            .reason = body->text("reason", true),
                            .purposes = body->texts("purposes")};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto made = co_await deps.grant_requests.create(actor, std::move(wish), request.context);
  if (!made) co_return std::unexpected(std::move(made.error()));
  if (made->request) co_return accepted(*made->request);
  const auto& grant = *made->grant;
  co_return created(to_json(grant), grant.version,
                    std::string(kGrants) + '/' + to_string(grant.id));
}

Task<Answer> revoke_grant(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  auto reason = body->text("reason", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto grant =
      co_await deps.role_grants.revoke(actor, *id, std::move(reason), *version, request.context);
  if (!grant) co_return std::unexpected(std::move(grant.error()));
  co_return ok(to_json(*grant), grant->version);
}

Task<Answer> explain(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto person = query->id("person");
  const auto permission = query->text("permission");
  ExplainQuestion question{
      .person = person.value_or(Uuid{}),
      .permission = permission,
      .unit = query->id("unit"),
      .about = query->id("about"),
      .named = {.purpose = query->text("purpose"), .work_case = query->id("case")}};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!person || permission.empty())
    co_return fail(Errc::invalid, "query.invalid", "Name person and permission.");
  auto decision = co_await explain_decision(deps, actor, question, request.context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  co_return ok(to_json(*decision));
}

}  // namespace

void add_access_operations(http::Router& router, const AdminDeps& deps) {
  using enum http::Method;
  const std::string units(kUnits), roles(kRoles), grants(kGrants);
  router.add(get, units, guarded(deps, list_units), kApi);
  router.add(post, units, guarded_once(deps, "unit.write", create_unit), kApi);
  router.add(get, units + "/{id}", guarded(deps, get_unit), kApi);
  router.add(patch, units + "/{id}", changing(deps, patch_unit), kApi);
  router.add(get, "/api/admin/v1/permissions", guarded(deps, list_permissions), kApi);
  router.add(get, roles, guarded(deps, list_roles), kApi);
  router.add(post, roles, guarded_once(deps, "role.write", create_role), kApi);
  router.add(get, roles + "/{name}", guarded(deps, get_role), kApi);
  router.add(put, roles + "/{name}", changing(deps, update_role), kApi);
  router.add(patch, roles + "/{name}", changing(deps, patch_role), kApi);
  router.add(del, roles + "/{name}", changing(deps, remove_role), kApi);
  router.add(get, grants, guarded(deps, list_grants), kApi);
  router.add(post, grants, guarded_once(deps, "role_grant.create", create_grant), kApi);
  router.add(get, grants + "/{id}", guarded(deps, get_grant), kApi);
  router.add(post, grants + "/{id}/revoke", changing(deps, revoke_grant), kApi);
  router.add(get, "/api/admin/v1/explain", guarded(deps, explain), kApi);
}

}  // namespace tessera::endpoints::admin
