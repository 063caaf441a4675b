// Clients that keep employment records here, in the console.
#include <algorithm>
#include <charconv>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/offered.hpp"
#include "endpoints/admin/scim_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kList = "/admin/scim";
constexpr int kMostDays = 366;

std::string path_of(const Uuid& client) {
  return "/admin/clients/" + to_string(client) + "/scim";
}

Task<Result<Records>> load_connections(const Visit& visit, const std::string& after, int limit) {
  const auto found =
      co_await ScimDesk(visit.deps)
          .list(visit.actor, parse_uuid(after), static_cast<std::size_t>(limit), visit.context());
  if (!found) co_return std::unexpected(found.error());
  Records out{.next = found->next};
  Names names(visit);
  for (const auto& each : found->items) {
    const auto client = co_await visit.deps.clients.get(each.client);
    const auto id = to_string(each.client);
    auto unit = co_await names.unit(each.unit);
    out.items.push_back({.id = id,
                         .values = {id, client ? client->registration.name : "",
                                    to_string(each.unit), each.employer, rfc3339(each.created)},
                         .cells = {{client ? client->registration.name : id, path_of(each.client)},
                                   {std::move(unit)},
                                   {each.employer},
                                   {shown_time(each.created)}}});
  }
  co_return out;
}

List scim_list() {
  return {.name = "scim-connections",
          .path = kList,
          .columns = {{"client", ""},
                      {"name", "scim.client"},
                      {"unit", "admin.col.unit"},
                      {"employer", "admin.person.employer"},
                      {"created", "admin.col.created"}},
          .load = load_connections};
}

Task<http::Response> show_all(const Visit& visit) {
  auto page = co_await list_page(visit, scim_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->title_id = "scim.title";
  page->lead_id = "scim.lead";
  page->links = {{"/admin/clients", "admin.clients.title"}};
  co_return visit.show(*page);
}

Task<ui::AdminForm> connect_form(const Visit& visit, const Uuid& client,
                                 const scim::Connection* connection) {
  ui::AdminForm form{
      .id = "scim-connection",
      .heading_id = connection == nullptr ? "scim.connect" : "scim.change",
      .action = path_of(client),
      .button = "connect",
      .button_id = "common.save",
      .inputs = {{.name = "employer",
                  .label_id = "admin.person.employer",
                  .value = connection == nullptr ? "" : connection->employer}},
      .warning = connection != nullptr,
      .hidden = {{"version", connection == nullptr ? "" : std::to_string(connection->version)}}};
  auto units = items_of(co_await offered_units(visit));
  for (auto& unit : units)
    unit.selected = connection != nullptr && unit.value == to_string(connection->unit);
  put_choice(form, "unit", "admin.col.unit", std::move(units));
  co_return form;
}

Task<ui::AdminForm> roles_form(const Visit& visit, const Uuid& client,
                               const std::vector<std::string>& open) {
  ui::AdminForm form{.id = "scim-roles",
                     .heading_id = "scim.roles",
                     .action = path_of(client),
                     .button = "roles",
                     .button_id = "common.save",
                     .inputs = {},
                     .warning = true};
  auto roles = co_await role_items(visit);
  if (roles.size() > kMostOffered) {
    std::string text;
    for (const auto& role : open) text += role + '\n';
    form.inputs.push_back({.name = "role",
                           .label_id = "admin.col.role",
                           .value = std::move(text),
                           .hint_id = "scim.roles_hint",
                           .type = "textarea"});
    co_return form;
  }
  for (auto& role : roles) role.selected = std::ranges::find(open, role.value) != open.end();
  form.checks.push_back({.name = "role",
                         .legend_id = "admin.col.role",
                         .items = std::move(roles),
                         .hint_id = "scim.roles_hint"});
  co_return form;
}

bool in_force(const scim::BearerInfo& token, TimePoint now) {
  return !token.revoked && token.expires > now;
}

void put_tokens(const Visit& visit, const Uuid& client, const std::vector<scim::BearerInfo>& tokens,
                ui::AdminPage& page) {
  const auto now = visit.context().received;
  ui::AdminPage::Table table{
      .id = "tokens",
      .heading_id = "scim.tokens_title",
      .columns = {"admin.col.id", "admin.col.created", "admin.col.expires", "common.status"}};
  ui::Choices choice{.name = "token", .legend_id = "scim.token"};
  for (const auto& token : tokens) {
    const auto state = in_force(token, now) ? "scim.token.open"
                       : token.revoked      ? "scim.token.revoked"
                                            : "scim.token.expired";
    table.lines.push_back({{short_id(token.id)},
                           {shown_time(token.created)},
                           {shown_time(token.expires)},
                           {visit.deps.web.renderer.text(state, visit.context().locale)}});
    if (in_force(token, now))
      choice.items.push_back({.value = to_string(token.id), .text = short_id(token.id)});
  }
  page.tables.push_back(std::move(table));
  if (!visit.may("client.write")) return;
  page.forms.push_back({.id = "scim-token",
                        .heading_id = "scim.token.create",
                        .action = path_of(client),
                        .button = "token",
                        .button_id = "scim.token.create",
                        .inputs = {{.name = "days",
                                    .label_id = "client_tokens.days",
                                    .value = "180",
                                    .hint_id = "scim.token.hint",
                                    .input_mode = "numeric",
                                    .width = "5"}}});
  if (choice.items.empty()) return;
  page.forms.push_back({.id = "scim-token-end",
                        .heading_id = "scim.token.end",
                        .action = path_of(client),
                        .button = "end_token",
                        .button_id = "scim.token.end",
                        .inputs = {},
                        .choices = {std::move(choice)},
                        .warning = true});
}

// A client that keeps no records yet may get its connection here.
Task<Result<ui::AdminPage>> new_page(const Visit& visit, const Uuid& id) {
  const auto client = co_await ClientDesk(visit.deps).get(visit.actor, id, visit.context());
  if (!client) co_return std::unexpected(client.error());
  ui::AdminPage page{.title_id = "scim.one",
                     .lead_id = "scim.none",
                     .back_path = "/admin/clients/" + to_string(id),
                     .facts = {{"scim.client", client->registration.name}}};
  if (visit.may("person.write")) page.forms.push_back(co_await connect_form(visit, id, nullptr));
  co_return page;
}

Task<Result<ui::AdminPage>> page_of(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto found =
      co_await ScimDesk(visit.deps).known(visit.actor, "client.read", *id, visit.context());
  if (!found && found.error().code == Errc::not_found) co_return co_await new_page(visit, *id);
  if (!found) co_return std::unexpected(found.error());
  const auto& connection = found->connection;
  const auto client = co_await visit.deps.clients.get(*id);
  Names names(visit);
  ui::AdminPage page{.title_id = "scim.one",
                     .lead_id = "scim.one_lead",
                     .back_path = kList,
                     .notice = visit.notice(),
                     .facts = {{"scim.client", client ? client->registration.name : ""},
                               {"admin.col.id", to_string(*id)},
                               {"admin.col.unit", co_await names.unit(connection.unit)},
                               {"admin.person.employer", connection.employer},
                               {"admin.col.created", shown_time(connection.created)}}};
  ui::AdminPage::Table groups{
      .id = "groups", .heading_id = "scim.groups", .columns = {"admin.col.role"}};
  std::vector<std::string> open;
  for (const auto& group : co_await visit.deps.scim.groups.groups_of(*id)) {
    groups.lines.push_back({{group.role}});
    open.push_back(group.role);
  }
  page.tables.push_back(std::move(groups));
  if (visit.may("role_grant.create")) page.forms.push_back(co_await roles_form(visit, *id, open));
  put_tokens(visit, *id, co_await visit.deps.scim.connections.list_tokens(*id), page);
  if (visit.may("person.write"))
    page.forms.push_back(co_await connect_form(visit, *id, &connection));
  co_return page;
}

Task<http::Response> show_one(const Visit& visit) {
  const auto page = co_await page_of(visit);
  if (!page) co_return visit.refuse(page.error(), kList);
  co_return visit.show(*page);
}

std::int64_t number_of(const std::string& text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

Task<Result<void>> connect(const Visit& visit, const Uuid& id, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  // Whoever made the form saw this version, or none.
  const auto version = number_of(form.value("version"));
  if (version == 0 && co_await visit.deps.scim.connections.find(id))
    co_return fail(Errc::precondition, "scim.changed");
  const auto saved =
      co_await ScimDesk(visit.deps)
          .save(visit.actor,
                {.client = id, .unit = *unit, .employer = form.value("employer"), .created = {}},
                version == 0 ? std::nullopt : std::optional(version), visit.context());
  if (!saved) co_return std::unexpected(saved.error());
  co_return Result<void>{};
}

Task<Result<void>> open_roles(const Visit& visit, const Uuid& id, const codec::Form& form) {
  std::vector<std::string> roles;
  for (const auto& value : form.all("role")) {
    for (const auto& line : lines_of(value)) roles.emplace_back(line.as_string());
  }
  const auto done =
      co_await ScimDesk(visit.deps).open_roles(visit.actor, id, std::move(roles), visit.context());
  if (!done) co_return std::unexpected(done.error());
  co_return Result<void>{};
}

Task<Answer> create_token(const Visit& visit, const Uuid& id, const codec::Form& form) {
  const auto life = std::clamp<std::int64_t>(number_of(form.value("days")), 0, kMostDays + 1);
  auto made =
      co_await ScimDesk(visit.deps)
          .create_token(visit.actor, id, visit.context().received + days{life}, visit.context());
  if (!made) co_return std::unexpected(std::move(made.error()));
  auto page = co_await page_of(visit);
  if (!page) co_return std::unexpected(std::move(page.error()));
  page->notice = "admin.done.created";
  page->secret = made->text.reveal();
  co_return visit.show(*page);
}

Task<Answer> change(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto action = form.value("action");
  if (action == "token") co_return co_await create_token(visit, *id, form);
  Result<void> done = fail(Errc::invalid, "form.action");
  if (action == "connect") {
    done = co_await connect(visit, *id, form);
  } else if (action == "roles") {
    done = co_await open_roles(visit, *id, form);
  } else if (action == "end_token") {
    done = co_await ScimDesk(visit.deps)
               .revoke_token(visit.actor, *id, parse_uuid(form.value("token")).value_or(Uuid{}),
                             visit.context());
  }
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return Visit::done(path_of(*id), action == "end_token" ? "revoked" : "changed");
}

}  // namespace

void add_scim_pages(http::Router& router, const AdminDeps& deps) {
  const std::string one = "/admin/clients/{id}/scim";
  router.add(http::Method::get, kList, shown(deps, show_all));
  router.add(http::Method::get, one, shown(deps, show_one));
  router.add(http::Method::post, one, posted(deps, change, show_one));
  add_export(router, deps, scim_list());
}

}  // namespace tessera::endpoints::admin
