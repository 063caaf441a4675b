#include <tessera/codec/url.hpp>
#include <tessera/oauth/authorize_request.hpp>

namespace tessera::oauth {
namespace {

// RFC 8252 8.3 advises against "localhost": only the addresses have a free port.
bool is_loopback_address(const codec::Url& url) {
  return url.scheme == "http" && (url.host == "127.0.0.1" || url.host == "[::1]");
}

}  // namespace

bool matches_redirect_uri(std::string_view registered, std::string_view requested, bool native) {
  if (registered == requested) return true;
  if (!native) return false;
  const auto a = codec::parse_url(registered);
  const auto b = codec::parse_url(requested);
  if (!a || !b || !is_loopback_address(*a) || !is_loopback_address(*b)) return false;
  return a->host == b->host && a->path == b->path && a->query == b->query && !b->fragment;
}

}  // namespace tessera::oauth
