#include "endpoints/oauth/portals.hpp"

#include "ui/portal_pages.hpp"

namespace tessera::endpoints {
namespace {

std::string safe(const std::string& uri) {
  const auto url = ui::SafeUrl::external(uri);
  return url ? url->text() : std::string();
}

ui::PortalListPage::Portal portal_of(const oauth::Client& client, const OauthDeps& deps,
                                     const std::string& locale) {
  const auto& r = client.registration;
  ui::PortalListPage::Portal out{.id = to_string(client.id),
                                 .name = oauth::name_in(r, locale),
                                 .description = oauth::description_in(r, locale),
                                 .owner = r.owner,
                                 .register_number = r.register_number,
                                 .retention = r.retention,
                                 .start_url = safe(oauth::start_uri(r, deps.web.public_url)),
                                 .policy_url = safe(r.policy_uri),
                                 .told_of_end = !oauth::signals_of(r).empty()};
  for (const auto& claim : r.claims)
    out.claims.push_back({claim.claim, claim.purpose, claim.legal_basis});
  for (const auto& contact : r.role_contacts) {
    if (contact.role == "redress") out.redress = contact.address;
  }
  return out;
}

}  // namespace

Task<http::Response> show_portal_list(const OauthDeps& deps, http::Request& request) {
  const auto list = co_await deps.portals.signed_list(request.context.received);
  http::Response response;
  response.header("ETag", list->etag).header("Cache-Control", "public, max-age=300");
  const auto* known = request.header("if-none-match");
  if (known != nullptr && known->find(list->etag) != std::string::npos) {
    response.status = 304;
    co_return response;
  }
  response.header("Content-Type", "application/jwt");
  response.body = list->jws;
  co_return response;
}

Task<http::Response> show_portal_page(const OauthDeps& deps, http::Request& request) {
  const auto session = co_await deps.web.current_session(request);
  ui::PortalListPage page;
  for (const auto& client : co_await deps.portals.portals(request.context.received))
    page.portals.push_back(portal_of(client, deps, request.context.locale));
  co_return deps.web.page(request, session, page);
}

}  // namespace tessera::endpoints
