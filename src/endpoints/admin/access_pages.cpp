#include <algorithm>
#include <charconv>

#include <boost/algorithm/string/join.hpp>

#include <tessera/access/emergency.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/bulk.hpp"
#include "endpoints/admin/find_login.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/offered.hpp"
#include "endpoints/admin/work_forms.hpp"

namespace tessera::endpoints::admin {
namespace {

Task<http::Response> show_front(const Visit& visit) {
  ui::AdminPage page{.title_id = "admin.title", .lead_id = "admin.lead", .back_path = "/account"};
  const auto offer = [&](std::string_view permission, const char* path, const char* text_id) {
    const auto units = access::units_for(visit.actor, permission, visit.context().received);
    if (!units || !units->empty()) page.links.emplace_back(path, text_id);
  };
  offer("person.list", "/admin/people/search", "console.search.title");
  offer("person.list", "/admin/people", "console.people.title");
  offer("person.list", "/admin/staff", "console.staff.title");
  page.links.emplace_back("/admin/work-cases", "work.title");
  offer("account_case.read", "/admin/cases", "admin.cases.title");
  offer("person.recover", "/admin/recovery", "admin.recovery.title");
  offer("person.recover", "/admin/reproofing", "admin.reproof.title");
  if (visit.deps.cards != nullptr) offer("person.recover", "/admin/card", "admin.card.title");
  offer("person.invite", "/admin/invitations", "admin.invitations.title");
  offer("unit.read", "/admin/units", "admin.units.title");
  offer("role.read", "/admin/roles", "admin.roles.title");
  offer("role_grant.read", "/admin/role-grants", "admin.grants.title");
  offer("role_grant.read", "/admin/access", "console.access.title");
  page.links.emplace_back("/admin/deputies", "work.deputies");
  page.links.emplace_back("/admin/approvals", "approval.nav");
  if (visit.may(access::kBreakGlass) || visit.may("break_glass.read"))
    page.links.emplace_back("/admin/break-glass", "break_glass.title");
  if (visit.may("campaign.review") || visit.may("campaign.manage"))
    page.links.emplace_back("/admin/campaigns", "campaign.title");
  offer("client.read", "/admin/clients", "admin.clients.title");
  offer("client.read", "/admin/scim", "scim.title");
  offer("session.read", "/admin/sessions", "console.sessions.title");
  offer("key.read", "/admin/keys", "console.keys.title");
  offer("audit_event.read", "/admin/journal", "admin.journal.title");
  co_return visit.show(page);
}

Task<http::Response> show_units(const Visit& visit) {
  auto page = co_await list_page(visit, unit_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->title_id = "admin.units.title";
  page->filters.push_back(
      {.name = "begins", .label_id = "console.filter.begins", .value = visit.asked("begins")});
  ui::AdminForm form{.id = "create-unit",
                     .heading_id = "admin.unit.create",
                     .action = "/admin/units",
                     .button = "create",
                     .button_id = "common.save",
                     .inputs = {{.name = "name", .label_id = "admin.col.name"}}};
  put_choice(form, "parent", "admin.col.parent", items_of(co_await offered_units(visit)));
  page->forms.push_back(std::move(form));
  co_return visit.show(*page);
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
  auto page = co_await list_page(visit, role_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  const auto permissions = co_await visit.deps.roles.permissions(visit.actor, visit.context());
  if (!permissions) co_return visit.refuse(permissions.error(), "/admin");
  page->title_id = "admin.roles.title";
  page->filters.push_back(
      {.name = "begins", .label_id = "console.filter.begins", .value = visit.asked("begins")});
  ui::AdminForm form{.id = "create-role",
                     .heading_id = "admin.role.create",
                     .action = "/admin/roles",
                     .button = "create",
                     .button_id = "common.save",
                     .inputs = {{.name = "name",
                                 .label_id = "admin.role.name",
                                 .hint_id = "admin.role.name_hint",
                                 .width = "20"},
                                {.name = "title", .label_id = "admin.role.title"},
                                {.name = "approvals",
                                 .label_id = "work.approvals",
                                 .value = "0",
                                 .input_mode = "numeric",
                                 .width = "5"},
                                {.name = "longest_days",
                                 .label_id = "work.longest",
                                 .value = "365",
                                 .input_mode = "numeric",
                                 .width = "5"},
                                {.name = "most_holders",
                                 .label_id = "work.holders",
                                 .hint_id = "work.holders_hint",
                                 .input_mode = "numeric",
                                 .width = "5"},
                                {.name = "prerequisites",
                                 .label_id = "work.prerequisites",
                                 .hint_id = "work.prerequisites_hint",
                                 .type = "textarea"}}};
  form.checks.push_back({.name = "delegable",
                         .legend_id = "work.deputies",
                         .items = {{.value = "1", .text_id = "work.delegable"}}});
  auto parents = co_await role_items(visit);
  if (parents.size() > kMostOffered) {
    form.inputs.push_back({.name = "parent", .label_id = "admin.col.parents"});
  } else {
    form.checks.push_back(
        {.name = "parent", .legend_id = "admin.col.parents", .items = std::move(parents)});
  }
  ui::Choices checks{.name = "permission", .legend_id = "admin.col.permissions"};
  for (const auto& name : *permissions) checks.items.push_back({.value = name, .text = name});
  form.checks.push_back(std::move(checks));
  page->forms.push_back(std::move(form));
  co_return visit.show(*page);
}

// A word that is no number stands for -1, which no limit allows.
int number_of(const codec::Form& form, std::string_view name, int otherwise) {
  const auto text = form.value(name);
  if (text.empty()) return otherwise;
  int out = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() ? out : -1;
}

access::RoleLimits limits_of(const codec::Form& form) {
  const access::RoleLimits usual;
  access::RoleLimits limits{.approvals = number_of(form, "approvals", usual.approvals),
                            .longest = number_of(form, "longest_days", usual.longest),
                            .delegable = form.value("delegable") == "1"};
  if (const int most = number_of(form, "most_holders", 0); most != 0) limits.most_holders = most;
  return limits;
}

std::vector<access::Prerequisite> prerequisites_of(const codec::Form& form) {
  std::vector<access::Prerequisite> out;
  for (const auto& line : lines_of(form.value("prerequisites"))) {
    const std::string each(line.as_string());
    const auto colon = std::min(each.find(':'), each.size());
    out.push_back({each.substr(0, colon), each.substr(std::min(colon + 1, each.size()))});
  }
  return out;
}

Task<Answer> create_role(const Visit& visit, const codec::Form& form) {
  access::NewRole wish{.name = form.value("name"),
                       .title = form.value("title"),
                       .permissions = form.all("permission"),
                       .parents = form.all("parent"),
                       .limits = limits_of(form),
                       .prerequisites = prerequisites_of(form)};
  const auto role = co_await visit.deps.roles.create(visit.actor, std::move(wish), visit.context());
  if (!role) co_return std::unexpected(role.error());
  co_return Visit::done("/admin/roles", "created");
}

ui::AdminForm grant_form(std::vector<ui::Choices::Item> roles,
                         std::vector<ui::Choices::Item> units) {
  ui::AdminForm form{.id = "create-grant",
                     .heading_id = "admin.grant.create",
                     .action = "/admin/role-grants",
                     .button = "grant",
                     .button_id = "admin.grant.button",
                     .inputs = {{.name = "login", .label_id = "admin.grant.login"},
                                {.name = "reason", .label_id = "admin.grant.reason"},
                                {.name = "ends",
                                 .label_id = "admin.col.ends",
                                 .hint_id = "admin.date_hint",
                                 .width = "10"}}};
  put_choice(form, "role", "admin.col.role", std::move(roles));
  put_choice(form, "unit", "admin.col.unit", std::move(units));
  return form;
}

Task<http::Response> show_grants(const Visit& visit) {
  auto page = co_await list_page(visit, grant_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->title_id = "admin.grants.title";
  page->lead_id = "admin.grants.lead";
  page->links = {{"/admin/access", "console.access.title"}};
  const auto filter = [&](const char* name, const char* label) {
    page->filters.push_back({.name = name, .label_id = label, .value = visit.asked(name)});
  };
  filter("of_role", "admin.col.role");
  filter("person", "console.filter.person");
  co_await put_unit_filter(visit, *page, "in_unit");
  if (visit.may("role_grant.revoke")) page->selection = grant_selection();
  if (!visit.may("role_grant.create") || !visit.may("role.read")) co_return visit.show(*page);
  auto units = items_of(co_await offered_units(visit));
  if (!units.empty()) {
    auto form = grant_form(co_await role_items(visit), std::move(units));
    form.checks.push_back({.name = "purpose",
                           .legend_id = "work.purposes",
                           .items = co_await purpose_items(visit),
                           .hint_id = "work.purposes_hint"});
    page->forms.push_back(std::move(form));
  }
  co_return visit.show(*page);
}

// The person is named by the whole login.
Task<Answer> create_grant(const Visit& visit, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  const auto ends = date_of(form, "ends");
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  if (!ends) co_return std::unexpected(ends.error());
  const access::Resource resource{.type = "role_grant", .unit = unit};
  const auto may = co_await visit.deps.access.require(visit.actor, "role_grant.create", resource,
                                                      visit.context());
  if (!may) co_return std::unexpected(may.error());
  const auto person =
      co_await find_login(visit, reach_of(visit, "role_grant.create"), form.value("login"));
  if (!person) co_return std::unexpected(person.error());
  access::NewRoleGrant wish{.person = person->id,
                            .role = form.value("role"),
                            .unit = *unit,
                            .ends = *ends,
                            .reason = form.value("reason"),
                            .purposes = form.all("purpose")};
  const auto made =
      co_await visit.deps.grant_requests.create(visit.actor, std::move(wish), visit.context());
  if (!made) co_return std::unexpected(made.error());
  if (made->request)
    co_return Visit::done("/admin/approvals/" + to_string(made->request->id), "sent");
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
                               {"work.purposes", boost::algorithm::join(grant->purposes, ", ")},
                               {"admin.grant.reason", grant->reason},
                               {"admin.grant.by", giver.text},
                               {"admin.grant.revoked", shown_time(grant->revoked)}}};
  page.links = {{"/admin/history/role_grant/" + to_string(*id), "console.history.title"},
                {"/admin/access?person=" + to_string(grant->person), "console.access.title"}};
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
