#include "endpoints/oauth/decisions.hpp"

#include <tessera/codec/json.hpp>
#include <tessera/oauth/protected_resource.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {
namespace {

using oauth::PresentedToken;
using Object = boost::json::object;
using Verb = Task<Result<std::string>> (oauth::DecisionPoint::*)(const oauth::ClientEntry&,
                                                                 const Object&,
                                                                 const RequestContext&);

// AuthZEN 10.1.2: the body of an error is its message.
http::Response message(std::string_view text, int status) {
  http::Response response{.status = status, .headers = {}, .body = std::string(text) + "\n"};
  response.header("Content-Type", "text/plain; charset=utf-8").header("Cache-Control", "no-store");
  return response;
}

// AuthZEN 11.3, RFC 6750 3, RFC 9728 5.1.
http::Response token_error(const OauthDeps& deps, const Error& error,
                           PresentedToken::Scheme scheme) {
  auto response = message(error.text, http::status_of(error.code));
  response.header(
      "WWW-Authenticate",
      oauth::resource_challenge(error, deps.web.public_url, oauth::decision_resource(), scheme));
  return response;
}

http::Response refused(const Error& error) {
  auto response = message(error.text, http::status_of(error.code));
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

Task<http::Response> serve(const OauthDeps& deps, http::Request& request, Verb verb) {
  const auto token =
      oauth::TokenVerifier::presented_in(request.header("authorization"), sender_of(request));
  if (!token) co_return token_error(deps, token.error(), PresentedToken::Scheme::bearer);
  const auto client = co_await deps.decisions.authorize(*token, request.context);
  if (!client) co_return token_error(deps, client.error(), token->scheme);
  if (request.content_type() != "application/json")
    co_return message("the body must be application/json", 400);
  const auto body = codec::parse_json_object(request.body);
  if (!body) co_return message("the body is no JSON object", 400);
  auto answer = co_await (deps.decisions.*verb)(**client, *body, request.context);
  if (!answer) co_return refused(answer.error());
  co_return oauth_json(std::move(*answer));
}

}  // namespace

Task<http::Response> evaluate(const OauthDeps& deps, http::Request& request) {
  return serve(deps, request, &oauth::DecisionPoint::evaluate);
}

Task<http::Response> evaluate_all(const OauthDeps& deps, http::Request& request) {
  return serve(deps, request, &oauth::DecisionPoint::evaluate_all);
}

Task<http::Response> search_actions(const OauthDeps& deps, http::Request& request) {
  return serve(deps, request, &oauth::DecisionPoint::search_actions);
}

}  // namespace tessera::endpoints
