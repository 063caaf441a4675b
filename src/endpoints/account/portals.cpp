#include "endpoints/account/portals.hpp"

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/portals";

std::string join(const std::vector<std::string>& words) {
  std::string joined;
  for (const auto& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
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
         .granted = show_time(portal.granted),
         .last_release = portal.last_release ? show_time(*portal.last_release) : "",
         .claims = join(portal.claims)});
  }
  co_return deps.web.page(request, entered.session, page);
}

Task<http::Response> disconnect_portal(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto client = parse_uuid(form->value("client"));
  if (!client)
    co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "client.unknown"},
                                  kPage);
  static_cast<void>(
      co_await deps.consents.revoke(entered.session->person, *client, request.context));
  co_return redirect_done(kPage, "disconnected");
}

}  // namespace tessera::endpoints
