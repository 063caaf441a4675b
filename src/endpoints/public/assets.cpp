#include "endpoints/public/assets.hpp"

namespace tessera::endpoints {
namespace {

// RFC 9110 13.1.2: a list of entity tags, weakly compared, or "*". Ours have no comma inside.
bool names_tag(const std::string* if_none_match, const std::string& etag) {
  return if_none_match != nullptr &&
         (*if_none_match == "*" || if_none_match->find(etag) != std::string::npos);
}

http::Response not_here() {
  http::Response response{.status = 404, .body = "there is no such file\n"};
  response.header("Content-Type", "text/plain; charset=utf-8");
  return response;
}

}  // namespace

Task<http::Response> serve_asset(const ui::Renderer& renderer, http::Request& request) {
  const auto* asset = renderer.asset(request.path);
  if (asset == nullptr) co_return not_here();
  http::Response response;
  response.header("ETag", asset->etag);
  response.header("Cache-Control", "public, max-age=31536000, immutable");
  if (names_tag(request.header("if-none-match"), asset->etag)) {
    response.status = 304;
    co_return response;
  }
  response.header("Content-Type", asset->content_type);
  response.body = asset->data;
  co_return response;
}

}  // namespace tessera::endpoints
