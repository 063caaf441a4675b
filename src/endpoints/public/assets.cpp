#include "endpoints/public/assets.hpp"

namespace tessera::endpoints {
namespace {

// RFC 9110 13.1.2: a list of entity tags, weakly compared, or "*". The tag stands for both
// encodings, so it is a weak one.
bool names_tag(const std::string* if_none_match, const std::string& etag) {
  return if_none_match != nullptr &&
         (*if_none_match == "*" || if_none_match->find(etag) != std::string::npos);
}

// RFC 9110 12.5.3, as browsers use it; a refusal of gzip ("gzip;q=0") gets the plain file.
bool takes_gzip(const std::string* accept_encoding) {
  if (accept_encoding == nullptr) return false;
  const auto at = accept_encoding->find("gzip");
  return at != std::string::npos &&
         !std::string_view(*accept_encoding).substr(at + 4).starts_with(";q=0");
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
  response.header("Vary", "Accept-Encoding");
  if (names_tag(request.header("if-none-match"), asset->etag)) {
    response.status = 304;
    co_return response;
  }
  response.header("Content-Type", asset->content_type);
  const bool zipped = !asset->gzip.empty() && takes_gzip(request.header("accept-encoding"));
  if (zipped) response.header("Content-Encoding", "gzip");
  response.body = zipped ? asset->gzip : asset->data;
  co_return response;
}

}  // namespace tessera::endpoints
