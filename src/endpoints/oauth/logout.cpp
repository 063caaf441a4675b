#include "endpoints/oauth/logout.hpp"

#include <tessera/authn/session.hpp>
#include <tessera/codec/url.hpp>

#include "endpoints/oauth/check_session.hpp"
#include "ui/oauth_pages.hpp"

namespace tessera::endpoints {
namespace {

using Session = std::optional<authn::Session>;
const std::string kFrameSeconds = "4";

// The policy of the page names the portals that it frames, and nobody else.
void allow_frames(http::Response& response, const std::vector<std::string>& uris) {
  std::string sources;
  for (const auto& uri : uris) {
    if (const auto url = codec::parse_url(uri)) sources += ' ' + codec::origin_of(*url);
  }
  if (sources.empty()) return;
  for (auto& [name, value] : response.headers) {
    if (name == "Content-Security-Policy") value += "; frame-src" + sources;
  }
}

http::Response show_error(const OauthDeps& deps, http::Request& request, const Error& error) {
  return deps.web.page(request, std::nullopt, ui::OauthErrorPage{.error_id = error.id}, 400);
}

http::Response malformed(const OauthDeps& deps, http::Request& request) {
  return show_error(deps, request, {.id = "oauth.request_malformed"});
}

http::Response done(const OauthDeps& deps, http::Request& request, const oauth::LoggedOut& outcome,
                    bool signed_out) {
  auto response = show_logged_out(deps.web, request, outcome);
  response.header("Set-Cookie", forget_cookie(authn::kSessionCookie));
  response.header("Set-Cookie", forget_session_state());
  // As /sign-out does: what was sealed for this browser is void for the next person at it.
  if (signed_out) response.header("Set-Cookie", forget_cookie(kCsrfCookie));
  return response;
}

http::Response respond(const OauthDeps& deps, http::Request& request, const Session& session,
                       const oauth::LogoutOutcome& outcome) {
  if (const auto* error = std::get_if<oauth::LogoutError>(&outcome))
    return show_error(deps, request, error->error);
  if (const auto* out = std::get_if<oauth::LoggedOut>(&outcome))
    return done(deps, request, *out, session.has_value());
  const auto& confirm = std::get<oauth::ConfirmLogout>(outcome);
  return deps.web.page(request, session,
                       ui::LogoutPage{.action = ui::SafeUrl::local(confirm.action),
                                      .client_name = confirm.client_name},
                       200, confirm.form_origin);
}

}  // namespace

// Front-Channel Logout 3: the portals are loaded in frames, then the browser goes on: by the script
// once all have answered, by the Refresh header without it.
http::Response show_logged_out(const Web& web, http::Request& request,
                               const oauth::LoggedOut& outcome) {
  if (!outcome.redirect_uri.empty() && outcome.frontchannel_uris.empty())
    return http::redirect(outcome.redirect_uri);
  const auto home = ui::SafeUrl::external(outcome.home_uri);
  auto response = web.page(request, std::nullopt,
                           ui::LogoutDonePage{.client_name = outcome.client_name,
                                              .home_url = home ? home->text() : std::string(),
                                              .continue_url = outcome.redirect_uri,
                                              .frames = outcome.frontchannel_uris});
  allow_frames(response, outcome.frontchannel_uris);
  if (!outcome.redirect_uri.empty())
    response.header("Refresh", kFrameSeconds + "; url=" + outcome.redirect_uri);
  return response;
}

Task<http::Response> start_logout(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  const auto session = co_await deps.web.current_session(request);
  co_return respond(deps, request, session,
                    co_await deps.logout.start(*params, session, request.context));
}

Task<http::Response> start_logout_by_post(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.body);
  if (!params) co_return malformed(deps, request);
  const auto outcome = co_await deps.logout.start_by_post(*params, request.context);
  if (const auto* error = std::get_if<oauth::LogoutError>(&outcome)) {
    co_return show_error(deps, request, error->error);
  }
  co_return http::redirect(std::get<std::string>(outcome));
}

Task<http::Response> continue_logout(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  const auto session = co_await deps.web.current_session(request);
  co_return respond(
      deps, request, session,
      co_await deps.logout.resume(params->value("request"), session, request.context));
}

Task<http::Response> confirm_logout(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return http::redirect("/oauth2/logout/confirm?" + request.query);
  if (form->value("action") != "logout") co_return http::redirect("/account");
  const auto session = co_await deps.web.current_session(request);
  co_return respond(
      deps, request, session,
      co_await deps.logout.confirm(params->value("request"), session, request.context));
}

}  // namespace tessera::endpoints
