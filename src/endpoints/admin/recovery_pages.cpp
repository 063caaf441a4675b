// Re-proofing at a desk: an officer saw the person and the document, and hands over a code that
// opens the recovery of the account without a wait (requirements 4.6).
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/seen_form.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/recovery";

ui::AdminPage make_page(const Visit& visit) {
  ui::AdminPage page{.title_id = "admin.recovery.title",
                     .lead_id = "admin.recovery.lead",
                     .back_path = "/admin",
                     .notice = visit.notice()};
  page.forms.push_back(make_seen_form({.id = "recover-person",
                                       .heading_id = "admin.recovery.heading",
                                       .action = kPath,
                                       .button = "vouch",
                                       .button_id = "admin.recovery.button"}));
  return page;
}

Task<http::Response> show_form(const Visit& visit) {
  if (auto refused = co_await refuse_at_desk(visit)) co_return std::move(*refused);
  co_return visit.show(make_page(visit));
}

Task<Result<http::Response>> vouch(const Visit& visit, const codec::Form& form) {
  const auto wish = read_seen_form(visit, form);
  if (!wish) co_return std::unexpected(wish.error());
  const auto secret = co_await vouch_for(visit.deps, visit.actor, *wish, visit.context());
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
