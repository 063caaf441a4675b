// The end of "needs a new identity check": an officer at a desk saw the person and the document
// (requirements 4.4, account interventions).
#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/intervention_desk.hpp"
#include "endpoints/admin/recovery_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/reproofing";

ui::AdminPage make_page(const Visit& visit) {
  ui::Choices document{.name = "document", .legend_id = "admin.recovery.document"};
  for (const auto word : seen_documents()) {
    document.items.push_back(
        {.value = std::string(word), .text_id = "admin.recovery.document." + std::string(word)});
  }
  ui::Choices seen{.name = "seen", .legend_id = "admin.recovery.seen"};
  seen.items.push_back({.value = "yes", .text_id = "admin.recovery.seen_text"});
  ui::AdminPage page{.title_id = "admin.reproof.title",
                     .lead_id = "admin.reproof.lead",
                     .back_path = "/admin",
                     .notice = visit.notice()};
  page.forms.push_back(
      {.id = "reproof-person",
       .heading_id = "admin.reproof.heading",
       .action = kPath,
       .button = "reproof",
       .button_id = "admin.intervention.reproof_done",
       .inputs = {{.name = "login", .label_id = "sign_in.username", .autocomplete = "off"},
                  {.name = "reference", .label_id = "admin.reveal.reference", .width = "20"}},
       .choices = {std::move(document)},
       .checks = {std::move(seen)},
       .warning = true});
  return page;
}

Task<Result<void>> enter(const Visit& visit) {
  if (visit.may("person.recover")) co_return Result<void>{};
  auto denied = co_await visit.deps.access.require(visit.actor, "person.recover",
                                                   {.type = "person"}, visit.context());
  if (!denied) co_return std::unexpected(std::move(denied.error()));
  co_return Result<void>{};
}

Task<http::Response> show_form(const Visit& visit) {
  if (const auto good = co_await enter(visit); !good)
    co_return visit.refuse(good.error(), "/admin");
  co_return visit.show(make_page(visit));
}

Task<Answer> confirm(const Visit& visit, const codec::Form& form) {
  if (auto good = co_await enter(visit); !good) co_return std::unexpected(std::move(good.error()));
  if (form.value("seen") != "yes") co_return fail(Errc::invalid, "admin.recovery.not_seen");
  const auto document = form.value("document");
  if (std::ranges::find(seen_documents(), document) == seen_documents().end())
    co_return fail(Errc::invalid, "admin.recovery.document");
  const auto person = co_await visit.deps.people.find_by_login(form.value("login"));
  if (!person) co_return fail(Errc::not_found, "recovery.person");
  const auto done = co_await InterventionDesk(visit.deps)
                        .intervene(visit.actor, person->id, people::InterventionEvent::reproof_done,
                                   form.value("reference"), {}, visit.context());
  if (!done) co_return std::unexpected(done.error());
  co_return Visit::done(kPath, "status");
}

}  // namespace

void add_reproof_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_form));
  router.add(http::Method::post, kPath, posted(deps, confirm, show_form));
}

}  // namespace tessera::endpoints::admin
