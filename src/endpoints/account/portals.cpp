#include "endpoints/account/portals.hpp"

#include <algorithm>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/oauth/authorization_details.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/portals";

constexpr std::size_t kReadReleases = 200;  // of all portals together
constexpr std::size_t kShownReleases = 5;   // of each

using Row = ui::AccountPortalsPage::Row;

// The rows of those that are connected come first; others follow as the ledger names them.
void add_release(const privacy::Release& release, std::vector<Row>& connected,
                 std::vector<Row>& former) {
  const auto id = to_string(release.client);
  auto row = std::ranges::find(connected, id, &Row::id);
  if (row == connected.end()) {
    row = std::ranges::find(former, id, &Row::id);
    if (row == former.end())
      row = former.insert(former.end(), {.id = id, .name = release.client_name});
  }
  if (row->releases.size() >= kShownReleases) return;
  row->releases.push_back({codec::render_minute(release.time), release.purpose, release.claims});
}

ui::AccountPortalsPage::Approval approval_of(const privacy::ApprovedDetails& approved,
                                             const RequestContext& context) {
  ui::AccountPortalsPage::Approval out{.grant = to_string(approved.grant),
                                       .approved = codec::render_minute(approved.approved),
                                       .expires = codec::render_minute(approved.expires),
                                       .in_force = context.received < approved.expires,
                                       .details = {}};
  for (const auto& detail : oauth::details_to_show(
           approved.details, oauth::DetailsCatalogue::standard(), context.locale)) {
    auto& shown = out.details.emplace_back(detail.title);
    for (const auto& row : detail.rows) shown.rows.emplace_back(row.label, row.value);
  }
  return out;
}

Task<http::Response> withdraw(const AccountDeps& deps, http::Request& request, const Uuid& person,
                              const codec::Form& form) {
  const auto grant = parse_uuid(form.value("grant"));
  if (!grant)
    co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "grant.unknown"},
                                  kPage);
  static_cast<void>(co_await deps.consents.withdraw(person, *grant, request.context));
  co_return redirect_done(kPage, "withdrawn");
}

}  // namespace

Task<http::Response> show_portals(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  ui::AccountPortalsPage page{.notice = notice_of(request)};
  for (const auto& portal : co_await deps.consents.connected_portals(entered.session->person)) {
    page.portals.push_back(
        {.id = to_string(portal.client),
         .name = portal.name,
         .granted = codec::render_minute(portal.granted),
         .last_release = portal.last_release ? codec::render_minute(*portal.last_release) : "",
         .claims = portal.claims});
  }
  for (const auto& approved :
       co_await deps.consents.approved_details(entered.session->person, request.context.received)) {
    const auto row = std::ranges::find(page.portals, to_string(approved.client), &Row::id);
    if (row != page.portals.end()) row->approvals.push_back(approval_of(approved, request.context));
  }
  for (const auto& release :
       co_await deps.consents.releases(entered.session->person, kReadReleases)) {
    add_release(release, page.portals, page.former);
  }
  co_return deps.web.page(request, entered.session, page);
}

Task<http::Response> disconnect_portal(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  if (form->value("action") == "withdraw")
    co_return co_await withdraw(deps, request, entered.session->person, *form);
  const auto client = parse_uuid(form->value("client"));
  if (!client)
    co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "client.unknown"},
                                  kPage);
  static_cast<void>(
      co_await deps.consents.revoke(entered.session->person, *client, request.context));
  co_return redirect_done(kPage, "disconnected");
}

}  // namespace tessera::endpoints
