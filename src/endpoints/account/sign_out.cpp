#include "endpoints/account/sign_out.hpp"

#include "endpoints/oauth/check_session.hpp"
#include "endpoints/oauth/logout.hpp"
#include "ui/authn_pages.hpp"

namespace tessera::endpoints {

Task<http::Response> show_sign_out(const AccountDeps& deps, http::Request& request) {
  const auto session = co_await deps.web.current_session(request);
  if (!session) co_return http::redirect("/signed-out");
  co_return deps.web.page(request, session, ui::SignOutPage{});
}

Task<http::Response> sign_out(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/sign-out");
  const auto session = co_await deps.web.current_session(request);
  std::vector<std::string> frames;
  if (session) frames = co_await deps.sign_out_session(*session, request.context);
  auto response = show_logged_out(deps.web, request,
                                  {.redirect_uri = "/signed-out", .frontchannel_uris = frames});
  response.header("Set-Cookie", forget_cookie(authn::kSessionCookie));
  response.header("Set-Cookie", forget_session_state());
  // What was sealed for this browser before is void: the next person at it gets another binding.
  response.header("Set-Cookie", forget_cookie(kCsrfCookie));
  co_return response;
}

Task<http::Response> show_signed_out(const AccountDeps& deps, http::Request& request) {
  const auto session = co_await deps.web.current_session(request);
  co_return deps.web.page(request, session, ui::SignedOutPage{});
}

}  // namespace tessera::endpoints
