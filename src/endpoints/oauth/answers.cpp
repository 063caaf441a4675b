#include "endpoints/oauth/answers.hpp"

#include <tessera/oauth/errors.hpp>

namespace tessera::endpoints {
namespace {

http::Response never_cached(http::Response response) {
  response.header("Cache-Control", "no-store").header("Pragma", "no-cache");
  return response;
}

}  // namespace

Result<codec::Form> oauth_form(const http::Request& request) {
  if (request.content_type() != "application/x-www-form-urlencoded") {
    return oauth::refuse("invalid_request", "the body must be application/x-www-form-urlencoded");
  }
  auto form = codec::Form::parse(request.body);
  if (!form) return oauth::refuse("invalid_request", "the body is malformed", form.error().id);
  return form;
}

oauth::ClientCredentials credentials_of(const http::Request& request, const codec::Form& form) {
  const auto* authorization = request.header("authorization");
  return {authorization == nullptr ? std::nullopt : std::optional(*authorization), form};
}

http::Response oauth_error(const Error& error) {
  const int status = error.id == "invalid_client" ? 401 : 400;
  auto response = http::json(oauth::render_error(error), status);
  if (status == 401) response.header("WWW-Authenticate", "Basic realm=\"tessera\"");
  return never_cached(std::move(response));
}

http::Response oauth_json(std::string body) {
  return never_cached(http::json(std::move(body)));
}

}  // namespace tessera::endpoints
