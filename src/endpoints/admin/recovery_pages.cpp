// Re-proofing at a desk: an officer saw the person and the document, and hands over a code that
// opens the recovery of the account without a wait (requirements 4.6).
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/recovery_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/recovery";

ui::AdminPage make_page(const Visit& visit) {
  ui::Choices document{.name = "document", .legend_id = "admin.recovery.document"};
  for (const auto word : seen_documents()) {
    document.items.push_back(
        {.value = std::string(word), .text_id = "admin.recovery.document." + std::string(word)});
  }
  ui::Choices seen{.name = "seen", .legend_id = "admin.recovery.seen"};
  seen.items.push_back({.value = "yes", .text_id = "admin.recovery.seen_text"});
  ui::AdminPage page{.title_id = "admin.recovery.title",
                     .lead_id = "admin.recovery.lead",
                     .back_path = "/admin",
                     .notice = visit.notice()};
  page.forms.push_back(
      {.id = "recover-person",
       .heading_id = "admin.recovery.heading",
       .action = kPath,
       .button = "vouch",
       .button_id = "admin.recovery.button",
       .inputs = {{.name = "login", .label_id = "sign_in.username", .autocomplete = "off"},
                  {.name = "reference", .label_id = "admin.reveal.reference", .width = "20"}},
       .choices = {std::move(document)},
       .checks = {std::move(seen)},
       .warning = true});
  return page;
}

Task<http::Response> show_form(const Visit& visit) {
  if (!visit.may("person.recover")) {
    const auto denied = co_await visit.deps.access.require(visit.actor, "person.recover",
                                                           {.type = "person"}, visit.context());
    if (!denied) co_return visit.refuse(denied.error(), "/admin");
  }
  co_return visit.show(make_page(visit));
}

Task<Result<http::Response>> vouch(const Visit& visit, const codec::Form& form) {
  if (visit.may("person.recover") && form.value("seen") != "yes")
    co_return fail(Errc::invalid, "admin.recovery.not_seen");
  const Vouching wish{.login = form.value("login"),
                      .document = form.value("document"),
                      .reference = form.value("reference")};
  const auto secret = co_await vouch_for(visit.deps, visit.actor, wish, visit.context());
  if (!secret) co_return std::unexpected(secret.error());
  ui::AdminPage page{.title_id = "admin.recovery.done",
                     .lead_id = "admin.recovery.done_text",
                     .back_path = kPath,
                     .secret = std::string(secret->reveal())};
  co_return visit.show(page);
}

}  // namespace

void add_recovery_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_form));
  router.add(http::Method::post, kPath, posted(deps, vouch, show_form));
}

}  // namespace tessera::endpoints::admin
