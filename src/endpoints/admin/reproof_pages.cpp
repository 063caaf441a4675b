// The end of "needs a new identity check": an officer at a desk saw the person and the document
// (requirements 4.4, account interventions).
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/intervention_desk.hpp"
#include "endpoints/admin/recovery_desk.hpp"
#include "endpoints/admin/seen_form.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/reproofing";

ui::AdminPage make_page(const Visit& visit) {
  ui::AdminPage page{.title_id = "admin.reproof.title",
                     .lead_id = "admin.reproof.lead",
                     .back_path = "/admin",
                     .notice = visit.notice()};
  page.forms.push_back(make_seen_form({.id = "reproof-person",
                                       .heading_id = "admin.reproof.heading",
                                       .action = kPath,
                                       .button = "reproof",
                                       .button_id = "admin.intervention.reproof_done"}));
  return page;
}

Task<http::Response> show_form(const Visit& visit) {
  if (auto refused = co_await refuse_at_desk(visit)) co_return std::move(*refused);
  co_return visit.show(make_page(visit));
}

Task<Answer> confirm(const Visit& visit, const codec::Form& form) {
  if (auto refused = co_await refuse_at_desk(visit)) co_return std::move(*refused);
  const auto vouching = read_seen_form(visit, form);
  if (!vouching) co_return std::unexpected(vouching.error());
  const auto seen = co_await see_person(visit.deps, visit.actor, *vouching, visit.context());
  if (!seen) co_return std::unexpected(seen.error());
  const auto done =
      co_await InterventionDesk(visit.deps)
          .intervene(visit.actor, seen->person, people::InterventionEvent::reproof_done,
                     vouching->reference, {}, visit.context());
  if (!done) co_return std::unexpected(done.error());
  co_return Visit::done(kPath, "status");
}

}  // namespace

void add_reproof_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_form));
  router.add(http::Method::post, kPath, posted(deps, confirm, show_form));
}

}  // namespace tessera::endpoints::admin
