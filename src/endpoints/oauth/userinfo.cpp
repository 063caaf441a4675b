#include "endpoints/oauth/userinfo.hpp"

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {
namespace {

// RFC 6750 2: the header, or access_token in a form body; never both, never the query.
Result<std::string> token_of(const http::Request& request) {
  const auto* authorization = request.header("authorization");
  const bool form_body = request.method == http::Method::post &&
                         request.content_type() == "application/x-www-form-urlencoded";
  if (!form_body) return oauth::TokenVerifier::bearer_of(authorization);
  const auto form = codec::Form::parse(request.body);
  if (!form) return oauth::refuse("invalid_request", "the body is malformed");
  const auto* token = form->get("access_token");
  if (token == nullptr) return oauth::TokenVerifier::bearer_of(authorization);
  if (authorization != nullptr)
    return oauth::refuse("invalid_request", "more than one access token");
  return *token;
}

// RFC 6750 3.1.
http::Response bearer_error(const Error& error) {
  auto response = http::json(oauth::render_error(error), http::status_of(error.code));
  response.header("WWW-Authenticate", oauth::render_challenge(error))
      .header("Cache-Control", "no-store");
  return response;
}

}  // namespace

Task<http::Response> show_userinfo(const OauthDeps& deps, http::Request& request) {
  const auto token = token_of(request);
  if (!token) co_return bearer_error(token.error());
  auto answer = co_await deps.queries.userinfo(*token, request.context);
  if (!answer) co_return bearer_error(answer.error());
  co_return oauth_json(std::move(*answer));
}

}  // namespace tessera::endpoints
