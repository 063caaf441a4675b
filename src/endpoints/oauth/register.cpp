#include "endpoints/oauth/register.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::endpoints {
namespace {

using Object = boost::json::object;

// RFC 6750 2.1; the scheme in any case (RFC 9110 11.1). "" for anything else.
std::string bearer_of(const http::Request& request) {
  constexpr std::string_view kScheme = "bearer ";
  const auto* header = request.header("authorization");
  if (header == nullptr || header->size() < kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if ((static_cast<unsigned char>((*header)[i]) | 0x20) != static_cast<unsigned char>(kScheme[i]))
      return {};
  }
  return header->substr(kScheme.size());
}

http::Response never_cached(http::Response response) {
  response.header("Cache-Control", "no-store").header("Pragma", "no-cache");
  return response;
}

int status_of(const Error& error) {
  return error.code == Errc::unauthenticated ? 401 : error.code == Errc::rate_limited ? 429 : 400;
}

http::Response refused(const Error& error) {
  auto response = http::json(oauth::render_error(error), status_of(error));
  if (error.code == Errc::unauthenticated)
    response.header("WWW-Authenticate", "Bearer realm=\"tessera\", error=\"invalid_token\"");
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return never_cached(std::move(response));
}

http::Response answered(const Result<Object>& answer, int status) {
  if (!answer) return refused(answer.error());
  return never_cached(http::json(boost::json::serialize(*answer), status));
}

Result<Object> metadata_of(const http::Request& request) {
  if (request.content_type() != "application/json")
    return oauth::refuse("invalid_client_metadata", "the body must be application/json");
  auto object = codec::parse_json_object(request.body);
  if (!object) return oauth::refuse("invalid_client_metadata", "the body is no JSON object");
  return object;
}

}  // namespace

// RFC 7591 3.2.1: 201 with what was registered.
Task<http::Response> register_client(const OauthDeps& deps, http::Request& request) {
  const auto metadata = metadata_of(request);
  if (!metadata) co_return refused(metadata.error());
  co_return answered(
      co_await deps.registration.create(*metadata, bearer_of(request), request.context), 201);
}

Task<http::Response> read_client(const OauthDeps& deps, http::Request& request) {
  co_return answered(co_await deps.registration.read(request.param("client_id"), bearer_of(request),
                                                     request.context),
                     200);
}

Task<http::Response> replace_client(const OauthDeps& deps, http::Request& request) {
  const auto metadata = metadata_of(request);
  if (!metadata) co_return refused(metadata.error());
  co_return answered(co_await deps.registration.replace(request.param("client_id"), *metadata,
                                                        bearer_of(request), request.context),
                     200);
}

// RFC 7592 2.3: 204.
Task<http::Response> remove_client(const OauthDeps& deps, http::Request& request) {
  const auto removed = co_await deps.registration.remove(request.param("client_id"),
                                                         bearer_of(request), request.context);
  if (!removed) co_return refused(removed.error());
  co_return never_cached(http::no_content());
}

}  // namespace tessera::endpoints
