#include "endpoints/oauth/authorize.hpp"

#include <tessera/oauth/errors.hpp>

#include "endpoints/oauth/check_session.hpp"
#include "endpoints/oauth/consent_model.hpp"
#include "ui/oauth_pages.hpp"

namespace tessera::endpoints {
namespace {

using Session = std::optional<authn::Session>;

http::Response show_error(const OauthDeps& deps, http::Request& request, const Session& session,
                          const oauth::ShowError& outcome) {
  const auto home = ui::SafeUrl::external(outcome.home_uri);
  return deps.web.page(request, session,
                       ui::OauthErrorPage{.error_id = outcome.error.id,
                                          .client_name = outcome.client_name,
                                          .home_url = home ? home->text() : std::string()},
                       400);
}

http::Response malformed(const OauthDeps& deps, http::Request& request) {
  return show_error(deps, request, std::nullopt, {.error = {.id = "oauth.request_malformed"}});
}

// The scheme and authority of an absolute URL; the scheme alone for a private one.
std::string origin_of(std::string_view url) {
  const auto scheme = url.find(':');
  if (scheme == std::string_view::npos) return {};
  if (url.substr(scheme, 3) != "://") return std::string(url.substr(0, scheme + 1));
  return std::string(url.substr(0, std::min(url.find_first_of("/?#", scheme + 3), url.size())));
}

http::Response with_session_state(http::Response response, const oauth::SendToClient& outcome) {
  if (!outcome.browser_state.empty())
    response.header("Set-Cookie", remember_session_state(outcome.browser_state));
  return response;
}

http::Response send(const OauthDeps& deps, http::Request& request,
                    const oauth::SendToClient& outcome) {
  if (outcome.mode != oauth::ResponseMode::form_post) {
    const bool query = outcome.mode == oauth::ResponseMode::query;
    auto response =
        http::redirect(query ? codec::with_query(outcome.redirect_uri, outcome.fields)
                             : outcome.redirect_uri + "#" + codec::encode_form(outcome.fields));
    response.header("Cache-Control", "no-store").header("Referrer-Policy", "no-referrer");
    return with_session_state(std::move(response), outcome);
  }
  auto response =
      deps.web.page(request, std::nullopt,
                    ui::FormPostPage{.action = outcome.redirect_uri, .fields = outcome.fields}, 200,
                    origin_of(outcome.redirect_uri));
  return with_session_state(std::move(response), outcome);
}

http::Response ask(const OauthDeps& deps, http::Request& request, const Session& session,
                   const oauth::AskConsent& outcome) {
  return deps.web.page(request, session, consent_model(outcome), 200, outcome.form_origin);
}

http::Response tell(const OauthDeps& deps, http::Request& request, const Session& session,
                    const oauth::TellIdentity& outcome) {
  return deps.web.page(request, session,
                       ui::IdentityPage{.action = ui::SafeUrl::local(outcome.action),
                                        .client_name = outcome.client_name},
                       200, outcome.form_origin);
}

http::Response respond(const OauthDeps& deps, http::Request& request, const Session& session,
                       const oauth::AuthorizeOutcome& outcome) {
  if (const auto* error = std::get_if<oauth::ShowError>(&outcome))
    return show_error(deps, request, session, *error);
  if (const auto* answer = std::get_if<oauth::SendToClient>(&outcome))
    return send(deps, request, *answer);
  if (const auto* go = std::get_if<oauth::GoTo>(&outcome)) return http::redirect(go->location);
  if (const auto* identity = std::get_if<oauth::TellIdentity>(&outcome))
    return tell(deps, request, session, *identity);
  return ask(deps, request, session, std::get<oauth::AskConsent>(outcome));
}

}  // namespace

Task<http::Response> start_authorize(const OauthDeps& deps, http::Request& request) {
  auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  params->drop_empty();
  const auto session = co_await deps.web.current_session(request);
  co_return respond(deps, request, session,
                    co_await deps.authorize.start(*params, session, request.context));
}

Task<http::Response> start_authorize_by_post(const OauthDeps& deps, http::Request& request) {
  if (request.content_type() != "application/x-www-form-urlencoded")
    co_return malformed(deps, request);
  auto params = codec::Form::parse(request.body);
  if (!params) co_return malformed(deps, request);
  params->drop_empty();
  co_return respond(deps, request, std::nullopt,
                    co_await deps.authorize.start_by_post(*params, request.context));
}

Task<http::Response> continue_authorize(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  const auto sealed = params->value("request");
  if (params->get("cancel") != nullptr) {
    co_return respond(deps, request, std::nullopt,
                      co_await deps.authorize.cancel(sealed, request.context));
  }
  const auto session = co_await deps.web.current_session(request);
  co_return respond(deps, request, session,
                    co_await deps.authorize.resume(sealed, session, request.context));
}

Task<http::Response> answer_consent(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  if (!params) co_return malformed(deps, request);
  const auto form = deps.web.checked_form(request);
  // A page that was left open for too long: the same question again, with a fresh token.
  if (!form) co_return http::redirect(std::string(oauth::kContinuePath) + "?" + request.query);
  const auto session = co_await deps.web.current_session(request);
  const bool accepted = form->value("action") == "accept";
  co_return respond(deps, request, session,
                    co_await deps.authorize.answer_consent(params->value("request"), accepted,
                                                           session, request.context));
}

}  // namespace tessera::endpoints
