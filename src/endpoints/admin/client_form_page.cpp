// The page with the whole registration of a client.
#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/client_form.hpp"
#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr std::size_t kBlankRows = 3;

std::string path_of(const Uuid& client) {
  return "/admin/clients/" + to_string(client);
}

// Languages that people write in; pseudo-locales are for tests.
std::vector<std::string> locales_of(const Visit& visit) {
  std::vector<std::string> out;
  for (const auto& locale : visit.deps.web.renderer.locales()) {
    if (locale.size() == 2) out.push_back(locale);
  }
  return out;
}

http::Response show(const Visit& visit, const ui::ClientFormPage& page, int status = 200) {
  auto context = visit.deps.web.page_context(visit.request, visit.session);
  context.navigation.insert(context.navigation.begin(), {"/admin", "admin.nav"});
  return visit.deps.web.respond(visit.request, visit.deps.web.renderer.html(page, context), status);
}

std::size_t claim_rows(const codec::Form& form) {
  std::size_t n = 0;
  while (n < 100 && form.get("claim_" + std::to_string(n)) != nullptr) ++n;
  return n;
}

void choose(ui::Choices& group, const codec::Form& form) {
  const auto values = form.all(group.name);
  for (auto& item : group.items)
    item.selected = std::ranges::find(values, item.value) != values.end();
}

void refill(ui::ClientFormPage& page, const codec::Form& form) {
  for (auto& section : page.sections) {
    for (auto& input : section.inputs) input.value = form.value(input.name);
    for (auto& group : section.choices) choose(group, form);
    for (auto& group : section.checks) choose(group, form);
  }
  for (auto& row : page.claims) {
    choose(row.claim, form);
    row.purpose.value = form.value(row.purpose.name);
    choose(row.basis, form);
  }
}

std::string text_of(const FieldError& wrong, const ui::Renderer& renderer) {
  const auto id = "admin.field." + wrong.id;
  return renderer.has_text(id, "en") ? id : "admin.field.other";
}

// The errors beside their fields; what has no field here is told above the form.
void put_errors(ui::ClientFormPage& page, const Error& error, const ui::Renderer& renderer) {
  for (const auto& wrong : error.fields) {
    const auto name = form_field(wrong.field);
    page.errors.push_back({.field = name, .text_id = text_of(wrong, renderer)});
  }
  if (page.errors.empty()) {
    const bool known = renderer.has_text(error.id, "en");
    page.errors.push_back({.field = "owner", .text_id = known ? error.id : "admin.field.other"});
  }
  const auto mark = [&page](auto& one) { one.error_id = ui::error_of(page.errors, one.name); };
  for (auto& section : page.sections) {
    std::ranges::for_each(section.inputs, mark);
    std::ranges::for_each(section.choices, mark);
    std::ranges::for_each(section.checks, mark);
  }
  for (auto& row : page.claims) {
    mark(row.claim);
    mark(row.purpose);
    mark(row.basis);
  }
}

ui::ClientFormPage page_of(const oauth::Client& client) {
  return {.client_name = client.registration.name,
          .back_path = path_of(client.id),
          .action = path_of(client.id) + "/registration",
          .version = std::to_string(client.version)};
}

Task<http::Response> show_form(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/clients");
  const auto client = co_await ClientDesk(visit.deps).get(visit.actor, *id, visit.context());
  if (!client) co_return visit.refuse(client.error(), "/admin/clients");
  auto page = page_of(*client);
  const auto locales = locales_of(visit);
  if (!visit.refused) {
    fill_client_form(page, client->registration, locales, kBlankRows);
    co_return show(visit, page);
  }
  // What was typed, with what is wrong beside it.
  const auto& [error, form] = *visit.refused;
  page.version = form.value("version");
  auto rows = client->registration;
  rows.claims.assign(claim_rows(form), {});
  fill_client_form(page, rows, locales, 0);
  refill(page, form);
  put_errors(page, error, visit.deps.web.renderer);
  co_return show(visit, page, http::status_of(error.code));
}

// More rows for claims: the page again, with what was typed.
Task<Answer> show_more(const Visit& visit, const oauth::Client& client, const codec::Form& form) {
  const auto locales = locales_of(visit);
  const auto typed = read_client_form(form, client.registration, locales);
  if (!typed) co_return std::unexpected(typed.error());
  auto page = page_of(client);
  page.version = form.value("version");
  fill_client_form(page, *typed, locales, 2 * kBlankRows);
  co_return show(visit, page);
}

Task<Answer> save_form(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const ClientDesk desk(visit.deps);
  const auto client = co_await desk.get(visit.actor, *id, visit.context());
  if (!client) co_return std::unexpected(client.error());
  if (form.value("action") == "more") co_return co_await show_more(visit, *client, form);
  const auto registration = read_client_form(form, client->registration, locales_of(visit));
  if (!registration) co_return std::unexpected(registration.error());
  // What somebody else changed meanwhile is not overwritten.
  if (form.value("version") != std::to_string(client->version))
    co_return fail(Errc::precondition, "client.changed");
  const auto saved =
      co_await desk.update(visit.actor, *id, *registration, client->version, visit.context());
  if (!saved) co_return std::unexpected(saved.error());
  co_return Visit::done(path_of(*id), "changed");
}

}  // namespace

void add_client_form_pages(http::Router& router, const AdminDeps& deps) {
  const std::string path = "/admin/clients/{id}/registration";
  router.add(http::Method::get, path, shown(deps, show_form));
  router.add(http::Method::post, path, posted(deps, save_form, show_form));
}

}  // namespace tessera::endpoints::admin
