// Initial access tokens as administration sees them.
#include <algorithm>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

namespace json = boost::json;
constexpr const char* kPage = "/admin/clients/registration-tokens";
constexpr int kMostDays = 366;

ui::AdminForm create_form() {
  return {.id = "create-token",
          .heading_id = "client_tokens.create",
          .action = kPage,
          .button = "create",
          .button_id = "common.save",
          .inputs = {{.name = "name", .label_id = "client_tokens.name"},
                     {.name = "owner", .label_id = "client_form.owner"},
                     {.name = "contact", .label_id = "admin.client.contact", .type = "email"},
                     {.name = "scopes",
                      .label_id = "client_form.scopes",
                      .value = "openid",
                      .hint_id = "client_form.one_line",
                      .type = "textarea"},
                     {.name = "claims",
                      .label_id = "client_form.claims",
                      .hint_id = "client_tokens.claims_hint",
                      .type = "textarea"},
                     {.name = "days",
                      .label_id = "client_tokens.days",
                      .value = "30",
                      .input_mode = "numeric",
                      .width = "5"},
                     {.name = "max_uses",
                      .label_id = "client_tokens.max_uses",
                      .value = "1",
                      .input_mode = "numeric",
                      .width = "5"}},
          .choices = {{.name = "profile",
                       .legend_id = "client_form.profile",
                       .items = {{.value = "baseline", .text = "baseline"},
                                 {.value = "fapi2", .text = "fapi2"}}},
                      {.name = "approve",
                       .legend_id = "client_tokens.approve",
                       .items = {{.value = "no", .text_id = "admin.client.draft", .selected = true},
                                 {.value = "yes", .text_id = "admin.client.approve_now"}}}}};
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

// "email | to send the decision | public_task", one claim a line.
json::array claims_of(std::string_view text) {
  json::array out;
  for (const auto& line : lines_of(text)) {
    std::string_view rest(line.get_string());
    std::array<std::string, 3> parts;
    for (auto& part : parts) {
      const auto bar = std::min(rest.find('|'), rest.size());
      part = trimmed(rest.substr(0, bar));
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    out.push_back(
        json::object{{"claim", parts[0]}, {"purpose", parts[1]}, {"legal_basis", parts[2]}});
  }
  return out;
}

int number_of(const std::string& text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

Result<oauth::RegistrationService::NewToken> wish_of(const codec::Form& form, TimePoint now) {
  json::array contacts;
  if (const auto contact = form.value("contact"); !contact.empty()) contacts.emplace_back(contact);
  auto limits = oauth::parse_registration_template({{"owner", form.value("owner")},
                                                    {"contacts", std::move(contacts)},
                                                    {"profile", form.value("profile")},
                                                    {"scopes", lines_of(form.value("scopes"))},
                                                    {"claims", claims_of(form.value("claims"))},
                                                    {"approve", form.value("approve") == "yes"}});
  if (!limits) return std::unexpected(std::move(limits.error()));
  const auto life = std::min(number_of(form.value("days")), kMostDays + 1);
  return oauth::RegistrationService::NewToken{.name = form.value("name"),
                                              .limits = std::move(*limits),
                                              .expires = now + days{life},
                                              .max_uses = number_of(form.value("max_uses"))};
}

std::string state_of(const oauth::InitialAccessToken& token, TimePoint now) {
  if (token.revoked) return "revoked";
  if (token.expires <= now) return "expired";
  return token.uses < token.max_uses ? "open" : "used up";
}

ui::AdminForm revoke_form(const oauth::InitialAccessToken& token) {
  ui::AdminForm out{.id = "revoke-" + to_string(token.id),
                    .heading_id = "client_tokens.revoke",
                    .action = kPage,
                    .button = "revoke",
                    .button_id = "client_tokens.revoke",
                    .warning = true};
  out.choices.push_back({.name = "token", .legend_id = "client_tokens.name"});
  out.choices.back().items.push_back({.value = to_string(token.id), .text = token.name});
  return out;
}

Task<Result<ui::AdminPage>> page_of(const Visit& visit) {
  auto tokens = co_await ClientDesk(visit.deps).list_tokens(visit.actor, visit.context());
  if (!tokens) co_return std::unexpected(std::move(tokens.error()));
  ui::AdminPage page{.title_id = "client_tokens.title",
                     .lead_id = "client_tokens.lead",
                     .back_path = "/admin/clients",
                     .notice = visit.notice(),
                     .columns = {"client_tokens.name", "common.status", "client_tokens.uses",
                                 "client_tokens.expires"}};
  const auto now = visit.context().received;
  ui::AdminForm revoke;
  for (const auto& token : *tokens) {
    page.lines.push_back({{token.name},
                          {state_of(token, now)},
                          {std::to_string(token.uses) + "/" + std::to_string(token.max_uses)},
                          {shown_time(token.expires)}});
    if (!token.admits(now)) continue;
    if (revoke.id.empty()) {
      revoke = revoke_form(token);
      revoke.id = "revoke-token";
    } else {
      revoke.choices.back().items.push_back({.value = to_string(token.id), .text = token.name});
    }
  }
  page.forms.push_back(create_form());
  if (!revoke.id.empty()) page.forms.push_back(std::move(revoke));
  co_return page;
}

Task<http::Response> show_tokens(const Visit& visit) {
  const auto page = co_await page_of(visit);
  if (!page) co_return visit.refuse(page.error(), "/admin/clients");
  co_return visit.show(*page);
}

// "/template/owner" stands beside the field "owner".
Error with_form_names(Error error) {
  for (auto& field : error.fields) {
    if (field.field.starts_with("/template/")) field.field.erase(0, 9);
    if (field.field == "/expires") field.field = "/days";
  }
  return error;
}

Task<Answer> change_tokens(const Visit& visit, const codec::Form& form) {
  const ClientDesk desk(visit.deps);
  if (form.value("action") == "revoke") {
    const auto id = parse_uuid(form.value("token"));
    if (!id) co_return fail(Errc::not_found, "registration.token_unknown");
    const auto done = co_await desk.revoke_token(visit.actor, *id, visit.context());
    if (!done) co_return std::unexpected(done.error());
    co_return Visit::done(kPage, "revoked");
  }
  const auto wish = wish_of(form, visit.context().received);
  if (!wish) co_return std::unexpected(with_form_names(wish.error()));
  const auto made = co_await desk.create_token(visit.actor, *wish, visit.context());
  if (!made) co_return std::unexpected(with_form_names(made.error()));
  auto page = co_await page_of(visit);
  if (!page) co_return std::unexpected(std::move(page.error()));
  page->notice = "admin.done.created";
  page->secret = made->text.reveal();
  co_return visit.show(*page);
}

}  // namespace

void add_client_token_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPage, shown(deps, show_tokens));
  router.add(http::Method::post, kPage, posted(deps, change_tokens, show_tokens));
}

}  // namespace tessera::endpoints::admin
