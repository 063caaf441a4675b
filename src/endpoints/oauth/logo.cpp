#include "endpoints/oauth/logo.hpp"

namespace tessera::endpoints {

// Its bytes are a portal's: of a type that was looked for in them, and opened alone they can do
// nothing.
Task<http::Response> show_logo(const OauthDeps& deps, http::Request& request) {
  auto logo = co_await deps.logos.find(request.param("client_id"), request.context.received);
  http::Response response;
  response.header("Content-Security-Policy", "default-src 'none'; sandbox");
  if (!logo) {
    response.status = 404;
    co_return response;
  }
  response.header("Content-Type", logo->media_type)
      .header("Cache-Control", "public, max-age=86400");
  response.body = std::move(logo->content);
  co_return response;
}

}  // namespace tessera::endpoints
