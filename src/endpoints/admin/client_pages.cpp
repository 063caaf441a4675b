#include <boost/algorithm/string/join.hpp>
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"

#include "endpoints/admin/lists.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string path_of(const Uuid& client) {
  return "/admin/clients/" + to_string(client);
}

ui::AdminForm create_form() {
  return {
      .id = "create-client",
      .heading_id = "admin.client.create",
      .action = "/admin/clients",
      .button = "create",
      .button_id = "common.save",
      .inputs = {{.name = "name", .label_id = "admin.col.name"},
                 {.name = "owner", .label_id = "admin.client.owner"},
                 {.name = "contact", .label_id = "admin.client.contact", .type = "email"},
                 {.name = "home_uri", .label_id = "admin.client.home"},
                 {.name = "redirect_uri", .label_id = "admin.client.redirect"},
                 {.name = "post_logout_redirect_uri", .label_id = "admin.client.post_logout"}},
      .choices = {{.name = "auth_method",
                   .legend_id = "admin.client.auth",
                   .items = {{.value = "client_secret_basic", .text = "client_secret_basic"},
                             {.value = "client_secret_post", .text = "client_secret_post"},
                             {.value = "none", .text = "none"}}},
                  {.name = "status",
                   .legend_id = "common.status",
                   .items = {{.value = "draft", .text_id = "admin.client.draft", .selected = true},
                             {.value = "approved", .text_id = "admin.client.approve_now"}}}}};
}

oauth::ClientAuthMethod method_of(std::string_view word) {
  if (word == "none") return oauth::ClientAuthMethod::none;
  return word == "client_secret_post" ? oauth::ClientAuthMethod::client_secret_post
                                      : oauth::ClientAuthMethod::client_secret_basic;
}

oauth::ClientRegistration registration_of(const codec::Form& form) {
  oauth::ClientRegistration out{
      .name = form.value("name"), .owner = form.value("owner"), .home_uri = form.value("home_uri")};
  const auto put = [&form](std::vector<std::string>& list, std::string_view name) {
    if (const auto value = form.value(name); !value.empty()) list.push_back(value);
  };
  put(out.contacts, "contact");
  put(out.redirect_uris, "redirect_uri");
  put(out.post_logout_redirect_uris, "post_logout_redirect_uri");
  out.token_endpoint_auth_method = method_of(form.value("auth_method"));
  return out;
}

std::vector<ui::AdminForm> change_forms(const oauth::Client& client) {
  const auto path = path_of(client.id);
  const bool approved = client.status == oauth::ClientStatus::approved;
  std::vector<ui::AdminForm> forms;
  forms.push_back({.id = "client-status",
                   .heading_id = "common.status",
                   .action = path,
                   .button = approved ? "suspend" : "approve",
                   .button_id = approved ? "admin.client.suspend" : "admin.client.approve",
                   .inputs = {{.name = "reason", .label_id = "admin.grant.reason"}},
                   .warning = approved});
  if (client.registration.token_endpoint_auth_method == oauth::ClientAuthMethod::none) return forms;
  forms.push_back({.id = "rotate-secret",
                   .heading_id = "admin.client.rotate",
                   .action = path,
                   .button = "rotate",
                   .button_id = "admin.client.rotate",
                   .choices = {{.name = "overlap",
                                .legend_id = "admin.client.overlap",
                                .items = {{.value = "day", .text_id = "admin.overlap.day"},
                                          {.value = "week", .text_id = "admin.overlap.week"},
                                          {.value = "none", .text_id = "admin.overlap.none"}}}},
                   .warning = true});
  return forms;
}

// What the one who approves has to see, where there is any.
void add_limits(const oauth::ClientRegistration& r, ui::AdminPage& page) {
  const auto put = [&page](const char* label, std::string value) {
    if (!value.empty()) page.facts.emplace_back(label, std::move(value));
  };
  put("client_form.audiences", boost::algorithm::join(r.audiences, " "));
  put("client_form.served_audiences", boost::algorithm::join(r.served_audiences, " "));
  if (r.minimum_ial != Ial::none)
    put("client_form.minimum_ial", std::string(oauth::to_string(r.minimum_ial)));
  put("client_form.minimum_acr", std::string(to_string(r.minimum_acr)));
  if (r.expires) put("client_form.expires", shown_time(r.expires));
}

ui::AdminPage client_page(const oauth::Client& client) {
  const auto& r = client.registration;
  ui::AdminPage page{
      .title = r.name,
      .back_path = "/admin/clients",
      .links = {{path_of(client.id) + "/registration", "client_form.edit"},
                {path_of(client.id) + "/scim", "scim.one"},
                {"/admin/history/client/" + to_string(client.id), "console.history.title"}},
      .facts = {{"admin.col.id", to_string(client.id)},
                {"common.status", std::string(oauth::to_string(client.status))},
                {"admin.client.owner", r.owner},
                {"admin.client.contact", boost::algorithm::join(r.contacts, " ")},
                {"admin.client.type", std::string(oauth::to_string(r.application_type))},
                {"admin.client.auth", std::string(oauth::to_string(r.token_endpoint_auth_method))},
                {"admin.client.profile", r.profile},
                {"admin.client.scopes", boost::algorithm::join(r.scopes, " ")},
                {"admin.client.redirect", boost::algorithm::join(r.redirect_uris, " ")},
                {"admin.client.post_logout",
                 boost::algorithm::join(r.post_logout_redirect_uris, " ")},
                {"admin.client.home", r.home_uri},
                {"admin.col.created", shown_time(client.created)}},
      .forms = change_forms(client)};
  add_limits(r, page);
  return page;
}

Task<Result<Records>> load_clients(const Visit& visit, const std::string& after, int limit) {
  oauth::ClientQuery query{.search = visit.asked("search"),
                           .status = oauth::parse_client_status(visit.asked("status")),
                           .after = parse_uuid(after),
                           .limit = static_cast<std::size_t>(limit)};
  if (!visit.asked("status").empty() && !query.status)
    co_return fail(Errc::invalid, "console.filter");
  const auto found = co_await ClientDesk(visit.deps).list(visit.actor, query, visit.context());
  if (!found) co_return std::unexpected(found.error());
  Records out{.next = found->next ? to_string(*found->next) : ""};
  for (const auto& client : found->clients) {
    const auto status = std::string(oauth::to_string(client.status));
    out.items.push_back({.id = to_string(client.id),
                         .values = {to_string(client.id), client.registration.name,
                                    client.registration.owner, status, rfc3339(client.created)},
                         .cells = {{client.registration.name, path_of(client.id)},
                                   {client.registration.owner},
                                   {status},
                                   {shown_time(client.created)}}});
  }
  co_return out;
}

Task<http::Response> show_clients(const Visit& visit) {
  auto page = co_await list_page(visit, client_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->title_id = "admin.clients.title";
  page->links = {{"/admin/clients/registration-tokens", "client_tokens.title"}};
  page->filters.push_back(
      {.name = "search", .label_id = "admin.clients.search", .value = visit.asked("search")});
  page->forms.push_back(create_form());
  co_return visit.show(*page);
}

Task<Answer> create_client(const Visit& visit, const codec::Form& form) {
  const auto registration = registration_of(form);
  const ClientDesk desk(visit.deps);
  const auto made = co_await desk.create(visit.actor, registration, visit.context());
  if (!made) co_return std::unexpected(made.error());
  // The secret is shown once, so what the approval says is shown beside it.
  Result<oauth::Client> client = made->client;
  if (form.value("status") == "approved") {
    client = co_await desk.set_status(visit.actor, made->client.id, oauth::ClientStatus::approved,
                                      "registered", visit.context());
  }
  auto page = client_page(client.value_or(made->client));
  page.notice = "admin.done.created";
  page.secret = made->secret.reveal();
  if (!client) page.errors.push_back({.text_id = "admin.client.not_approved"});
  co_return visit.show(page);
}

Task<http::Response> show_client(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/clients");
  const auto client = co_await ClientDesk(visit.deps).get(visit.actor, *id, visit.context());
  if (!client) co_return visit.refuse(client.error(), "/admin/clients");
  auto page = client_page(*client);
  page.notice = visit.notice();
  co_return visit.show(page);
}

Task<Answer> rotate(const Visit& visit, const Uuid& id, const codec::Form& form) {
  const auto overlap = form.value("overlap");
  const Duration time = overlap == "day" ? hours{24} : overlap == "week" ? hours{168} : hours{0};
  const auto rotated =
      co_await ClientDesk(visit.deps).rotate_secret(visit.actor, id, time, visit.context());
  if (!rotated) co_return std::unexpected(rotated.error());
  auto page = client_page(rotated->client);
  page.notice = "admin.done.changed";
  page.secret = rotated->secret.reveal();
  co_return visit.show(page);
}

Task<Answer> change_client(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto action = form.value("action");
  if (action == "rotate") co_return co_await rotate(visit, *id, form);
  if (action != "approve" && action != "suspend") {
    co_return fail(Errc::invalid, "form.action");
  }
  const auto to =
      action == "approve" ? oauth::ClientStatus::approved : oauth::ClientStatus::suspended;
  const ClientDesk desk(visit.deps);
  const auto client =
      co_await desk.set_status(visit.actor, *id, to, form.value("reason"), visit.context());
  if (!client && client.error().id == "client.approval_needed") {
    const auto asked =
        co_await desk.ask_approval(visit.actor, *id, form.value("reason"), visit.context());
    if (!asked) co_return std::unexpected(asked.error());
    co_return Visit::done("/admin/approvals/" + to_string(asked->id), "sent");
  }
  if (!client) co_return std::unexpected(client.error());
  co_return Visit::done(path_of(*id), "status");
}

}  // namespace

List client_list() {
  return {.name = "clients",
          .path = "/admin/clients",
          .columns = {{"id", ""},
                      {"name", "admin.col.name"},
                      {"owner", "admin.client.owner"},
                      {"status", "common.status"},
                      {"created", "admin.col.created"}},
          .load = load_clients};
}

void add_client_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin/clients", shown(deps, show_clients));
  router.add(http::Method::post, "/admin/clients", posted(deps, create_client, show_clients));
  router.add(http::Method::get, "/admin/clients/{id}", shown(deps, show_client));
  add_export(router, deps, client_list());
  router.add(http::Method::post, "/admin/clients/{id}", posted(deps, change_client, show_client));
}

}  // namespace tessera::endpoints::admin
