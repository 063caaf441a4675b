#include "endpoints/oauth/userinfo.hpp"

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/protected_resource.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {
namespace {

using oauth::PresentedToken;

// RFC 6750 2: the header, or access_token in a form body; never both, never the query.
Result<PresentedToken> token_of(const http::Request& request) {
  const auto* authorization = request.header("authorization");
  const bool form_body = request.method == http::Method::post &&
                         request.content_type() == "application/x-www-form-urlencoded";
  if (!form_body) return oauth::TokenVerifier::presented_in(authorization, sender_of(request));
  const auto form = codec::Form::parse(request.body);
  if (!form) return oauth::refuse("invalid_request", "the body is malformed");
  const auto* token = form->get("access_token");
  if (token == nullptr)
    return oauth::TokenVerifier::presented_in(authorization, sender_of(request));
  if (authorization != nullptr)
    return oauth::refuse("invalid_request", "more than one access token");
  return PresentedToken{PresentedToken::Scheme::bearer, *token, sender_of(request)};
}

// RFC 6750 3.1, RFC 9449 7.1: the challenge is of the scheme that was tried.
http::Response token_error(const OauthDeps& deps, const Error& error,
                           PresentedToken::Scheme scheme) {
  auto response = http::json(oauth::render_error(error), http::status_of(error.code));
  response
      .header("WWW-Authenticate", oauth::resource_challenge(error, deps.web.public_url,
                                                            oauth::userinfo_resource(), scheme))
      .header("Cache-Control", "no-store");
  return response;
}

}  // namespace

Task<http::Response> show_userinfo(const OauthDeps& deps, http::Request& request) {
  const auto token = token_of(request);
  if (!token) co_return token_error(deps, token.error(), PresentedToken::Scheme::bearer);
  auto answer = co_await deps.queries.userinfo(*token, request.context);
  if (!answer) co_return token_error(deps, answer.error(), token->scheme);
  co_return oauth_answer(std::move(*answer));
}

}  // namespace tessera::endpoints
