#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Task<http::Response> show_front(const Visit& visit) {
  ui::AdminPage page{.title_id = "admin.title", .lead_id = "admin.lead", .back_path = "/account"};
  const auto offer = [&](std::string_view permission, const char* path, const char* text_id) {
    const auto units = access::units_for(visit.actor, permission, visit.context().received);
    if (!units || !units->empty()) page.links.emplace_back(path, text_id);
  };
  offer("person.list", "/admin/people", "admin.people.title");
  offer("account_case.read", "/admin/cases", "admin.cases.title");
  offer("person.recover", "/admin/recovery", "admin.recovery.title");
  offer("person.invite", "/admin/invitations", "admin.invitations.title");
  offer("unit.read", "/admin/units", "admin.units.title");
  offer("role.read", "/admin/roles", "admin.roles.title");
  offer("role_grant.read", "/admin/role-grants", "admin.grants.title");
  offer("client.read", "/admin/clients", "admin.clients.title");
  offer("audit_event.read", "/admin/journal", "admin.journal.title");
  co_return visit.show(page);
}

Task<http::Response> show_units(const Visit& visit) {
  const auto units = co_await visit.deps.units.list(visit.actor, visit.context());
  if (!units) co_return visit.refuse(units.error(), "/admin");
  ui::AdminPage page{
      .title_id = "admin.units.title",
      .back_path = "/admin",
      .notice = visit.notice(),
      .columns = {"admin.col.name", "admin.col.id", "admin.col.parent", "admin.col.created"}};
  ui::Choices parents{.name = "parent", .legend_id = "admin.col.parent"};
  const auto name_of = [&units](const Uuid& id) {
    const auto found = std::ranges::find(*units, id, &access::Unit::id);
    return found == units->end() ? short_id(id) : found->name;
  };
  for (const auto& unit : *units) {
    page.lines.push_back({{unit.name},
                          {to_string(unit.id)},
                          {unit.parent ? name_of(*unit.parent) : ""},
                          {shown_time(unit.created)}});
    parents.items.push_back({.value = to_string(unit.id), .text = unit.name});
  }
  page.forms.push_back({.id = "create-unit",
                        .heading_id = "admin.unit.create",
                        .action = "/admin/units",
                        .button = "create",
                        .button_id = "common.save",
                        .inputs = {{.name = "name", .label_id = "admin.col.name"}},
                        .choices = {std::move(parents)}});
  co_return visit.show(page);
}

Task<Answer> create_unit(const Visit& visit, const codec::Form& form) {
  const auto parent = parse_uuid(form.value("parent"));
  if (!parent) co_return fail(Errc::invalid, "unit.unknown");
  const auto unit =
      co_await visit.deps.units.create(visit.actor, *parent, form.value("name"), visit.context());
  if (!unit) co_return std::unexpected(unit.error());
  co_return Visit::done("/admin/units", "created");
}

Task<http::Response> show_roles(const Visit& visit) {
  const auto roles = co_await visit.deps.roles.list(visit.actor, visit.context());
  if (!roles) co_return visit.refuse(roles.error(), "/admin");
  const auto permissions = co_await visit.deps.roles.permissions(visit.actor, visit.context());
  if (!permissions) co_return visit.refuse(permissions.error(), "/admin");
  ui::AdminPage page{.title_id = "admin.roles.title",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"admin.col.role", "admin.col.parents", "admin.col.permissions"}};
  ui::Choices parents{.name = "parent", .legend_id = "admin.col.parents"};
  for (const auto& role : *roles) {
    page.lines.push_back({{role.name}, {joined(role.parents)}, {joined(role.permissions)}});
    parents.items.push_back({.value = role.name, .text = role.name});
  }
  ui::Choices checks{.name = "permission", .legend_id = "admin.col.permissions"};
  for (const auto& name : *permissions) checks.items.push_back({.value = name, .text = name});
  page.forms.push_back({.id = "create-role",
                        .heading_id = "admin.role.create",
                        .action = "/admin/roles",
                        .button = "create",
                        .button_id = "common.save",
                        .inputs = {{.name = "name",
                                    .label_id = "admin.role.name",
                                    .hint_id = "admin.role.name_hint",
                                    .width = "20"},
                                   {.name = "title", .label_id = "admin.role.title"}},
                        .checks = {std::move(parents), std::move(checks)}});
  co_return visit.show(page);
}

Task<Answer> create_role(const Visit& visit, const codec::Form& form) {
  access::NewRole wish{.name = form.value("name"),
                       .title = form.value("title"),
                       .permissions = form.all("permission"),
                       .parents = form.all("parent")};
  const auto role = co_await visit.deps.roles.create(visit.actor, std::move(wish), visit.context());
  if (!role) co_return std::unexpected(role.error());
  co_return Visit::done("/admin/roles", "created");
}

ui::AdminForm grant_form(const std::vector<access::Role>& roles,
                         const std::vector<access::Unit>& units) {
  ui::Choices role_choice{.name = "role", .legend_id = "admin.col.role"};
  for (const auto& role : roles)
    role_choice.items.push_back({.value = role.name, .text = role.name});
  ui::Choices unit_choice{.name = "unit", .legend_id = "admin.col.unit"};
  for (const auto& unit : units)
    unit_choice.items.push_back({.value = to_string(unit.id), .text = unit.name});
  return {.id = "create-grant",
          .heading_id = "admin.grant.create",
          .action = "/admin/role-grants",
          .button = "grant",
          .button_id = "admin.grant.button",
          .inputs = {{.name = "login", .label_id = "admin.grant.login"},
                     {.name = "reason", .label_id = "admin.grant.reason"},
                     {.name = "ends",
                      .label_id = "admin.col.ends",
                      .hint_id = "admin.date_hint",
                      .width = "10"}},
          .choices = {std::move(role_choice), std::move(unit_choice)}};
}

Task<http::Response> show_grants(const Visit& visit) {
  access::RoleGrantFilter filter{.person = parse_uuid(visit.asked("person")),
                                 .in_force_only = true,
                                 .after = parse_uuid(visit.asked("after"))};
  const auto grants =
      co_await visit.deps.role_grants.list(visit.actor, std::move(filter), visit.context());
  if (!grants) co_return visit.refuse(grants.error(), "/admin");
  ui::AdminPage page{.title_id = "admin.grants.title",
                     .lead_id = "admin.grants.lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"admin.col.role", "admin.col.person", "admin.col.unit",
                                 "admin.col.ends", "common.action"},
                     .next_path = visit.next_path(grants->next)};
  Names names(visit);
  for (const auto& grant : grants->items) {
    auto person = co_await names.person(grant.person);
    auto unit = co_await names.unit(grant.unit);
    page.lines.push_back({{grant.role},
                          std::move(person),
                          {std::move(unit)},
                          {shown_time(grant.ends)},
                          {short_id(grant.id), "/admin/role-grants/" + to_string(grant.id)}});
  }
  if (!visit.may("role_grant.create") || !visit.may("role.read")) co_return visit.show(page);
  const auto roles = co_await visit.deps.roles.list(visit.actor, visit.context());
  const auto units = co_await names.units();
  if (roles && !units.empty()) page.forms.push_back(grant_form(*roles, units));
  co_return visit.show(page);
}

// The person is named by the whole login. That one exists or not is said only to who may list
// people.
Task<Answer> create_grant(const Visit& visit, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  const auto ends = date_of(form, "ends");
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  if (!ends) co_return std::unexpected(ends.error());
  const access::Resource resource{.type = "role_grant", .unit = unit};
  const auto may = co_await visit.deps.access.require(visit.actor, "role_grant.create", resource,
                                                      visit.context());
  if (!may) co_return std::unexpected(may.error());
  const auto person = co_await visit.deps.people.find_by_login(form.value("login"));
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  access::NewRoleGrant wish{.person = person->id,
                            .role = form.value("role"),
                            .unit = *unit,
                            .ends = *ends,
                            .reason = form.value("reason")};
  const auto grant =
      co_await visit.deps.role_grants.create(visit.actor, std::move(wish), visit.context());
  if (!grant) co_return std::unexpected(grant.error());
  co_return Visit::done("/admin/role-grants", "granted");
}

Task<http::Response> show_grant(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/role-grants");
  const auto grant = co_await visit.deps.role_grants.get(visit.actor, *id, visit.context());
  if (!grant) co_return visit.refuse(grant.error(), "/admin/role-grants");
  Names names(visit);
  const auto person = co_await names.person(grant->person);
  const auto unit = co_await names.unit(grant->unit);
  const auto giver = grant->granted_by ? co_await names.person(*grant->granted_by)
                                       : ui::AdminPage::Cell{.text = "system"};
  ui::AdminPage page{.title_id = "admin.grant.title",
                     .back_path = "/admin/role-grants",
                     .notice = visit.notice(),
                     .facts = {{"admin.col.role", grant->role},
                               {"admin.col.person", person.text},
                               {"admin.col.unit", unit},
                               {"admin.col.starts", shown_time(grant->starts)},
                               {"admin.col.ends", shown_time(grant->ends)},
                               {"admin.grant.reason", grant->reason},
                               {"admin.grant.by", giver.text},
                               {"admin.grant.revoked", shown_time(grant->revoked)}}};
  if (!grant->revoked && visit.may("role_grant.revoke")) {
    page.forms.push_back({.id = "revoke-grant",
                          .heading_id = "admin.grant.revoke",
                          .action = "/admin/role-grants/" + to_string(*id),
                          .button = "revoke",
                          .button_id = "admin.grant.revoke",
                          .inputs = {{.name = "why", .label_id = "admin.grant.reason"}},
                          .warning = true});
  }
  co_return visit.show(page);
}

Task<Answer> revoke_grant(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto grant = co_await visit.deps.role_grants.revoke(visit.actor, *id, form.value("why"), {},
                                                            visit.context());
  if (!grant) co_return std::unexpected(grant.error());
  co_return Visit::done("/admin/role-grants", "revoked");
}

}  // namespace

void add_access_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin", shown(deps, show_front));
  router.add(http::Method::get, "/admin/units", shown(deps, show_units));
  router.add(http::Method::post, "/admin/units", posted(deps, create_unit, show_units));
  router.add(http::Method::get, "/admin/roles", shown(deps, show_roles));
  router.add(http::Method::post, "/admin/roles", posted(deps, create_role, show_roles));
  router.add(http::Method::get, "/admin/role-grants", shown(deps, show_grants));
  router.add(http::Method::post, "/admin/role-grants", posted(deps, create_grant, show_grants));
  router.add(http::Method::get, "/admin/role-grants/{id}", shown(deps, show_grant));
  router.add(http::Method::post, "/admin/role-grants/{id}", posted(deps, revoke_grant, show_grant));
}

}  // namespace tessera::endpoints::admin
