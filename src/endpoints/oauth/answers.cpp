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
  form->drop_empty();
  return form;
}

oauth::SenderProof sender_of(const http::Request& request) {
  oauth::SenderProof out{.certificate = request.peer_certificate,
                         .method = std::string(http::name_of(request.method)),
                         .url = std::string(request.base_url) + request.path};
  for (const auto& [name, value] : request.headers) {
    if (name == "dpop") out.dpop.push_back(value);
  }
  return out;
}

oauth::ClientCredentials credentials_of(const http::Request& request, const codec::Form& form) {
  const auto* authorization = request.header("authorization");
  return {authorization == nullptr ? std::nullopt : std::optional(*authorization), form,
          sender_of(request)};
}

http::Response oauth_error(const Error& error) {
  const int status = error.id == "invalid_client"       ? 401
                     : error.code == Errc::rate_limited ? 429
                                                        : 400;
  auto response = http::json(oauth::render_error(error), status);
  if (status == 429) response.header("Retry-After", "60");
  if (status == 401) response.header("WWW-Authenticate", "Basic realm=\"tessera\"");
  return never_cached(std::move(response));
}

http::Response oauth_json(std::string body) {
  return never_cached(http::json(std::move(body)));
}

http::Response oauth_answer(oauth::QueryAnswer answer) {
  http::Response response{.body = std::move(answer.body)};
  response.header("Content-Type", std::move(answer.content_type));
  return never_cached(std::move(response));
}

}  // namespace tessera::endpoints
