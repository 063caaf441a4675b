#include "endpoints/account/overview.hpp"

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {

Task<http::Response> show_account(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, "/account");
  if (entered.refusal) co_return std::move(*entered.refusal);
  const ui::AccountPage page{.notice = notice_of(request),
                             .only_password = !entered.has_totp,
                             .rows = {{.name = "inbox"},
                                      {.name = "sessions"},
                                      {.name = "password", .action_id = "account.change"},
                                      {.name = "authenticators"},
                                      {.name = "recovery"},
                                      {.name = "portals"},
                                      {.name = "requests"},
                                      {.name = "activity"},
                                      {.name = "freeze"}}};
  co_return deps.web.page(request, entered.session, page);
}

}  // namespace tessera::endpoints
