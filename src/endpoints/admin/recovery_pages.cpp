// Re-proofing at a desk: an officer saw the person and the document, and hands over a code that
// opens the recovery of the account without a wait (requirements 4.6).
#include <algorithm>
#include <array>

#include <tessera/access/make.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/recovery";
constexpr std::array<std::string_view, 3> kDocuments{"passport", "identity_card",
                                                     "residence_permit"};

ui::AdminPage make_page(const Visit& visit) {
  ui::Choices document{.name = "document", .legend_id = "admin.recovery.document"};
  for (const auto word : kDocuments) {
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

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./").find(c) != std::string_view::npos;
  });
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
  const auto& deps = visit.deps;
  const auto person = co_await deps.people.find_by_login(form.value("login"));
  access::Resource resource{.type = "person"};
  if (person) {
    resource.id = to_string(person->id);
    resource.person = person->id;
    if (person->affiliation) resource.unit = person->affiliation->unit;
  }
  // Who may not look anywhere learns nothing about which logins exist.
  const auto decision =
      co_await deps.access.require(visit.actor, "person.recover", resource, visit.context());
  if (!decision) co_return std::unexpected(decision.error());
  const auto document = form.value("document");
  const auto reference = form.value("reference");
  if (std::ranges::find(kDocuments, document) == kDocuments.end())
    co_return fail(Errc::invalid, "admin.recovery.document");
  if (form.value("seen") != "yes") co_return fail(Errc::invalid, "admin.recovery.not_seen");
  if (!is_reference(reference)) co_return fail(Errc::invalid, "person.reference");
  if (!person || !visit.session) co_return fail(Errc::not_found, "recovery.person");
  const auto secret = co_await deps.recovery.vouch(person->id, visit.session->person,
                                                   document + " " + reference, visit.context());
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
