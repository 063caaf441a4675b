// rooms: oauth codec
// The registered URI, a line feed, the requested one.
#include <tessera/codec/url.hpp>
#include <tessera/oauth/authorize_request.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  const auto line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto registered = input.substr(0, line), requested = input.substr(line + 1);
  const bool web = matches_redirect_uri(registered, requested, false);
  fuzz::require(web == (registered == requested));
  const bool native = matches_redirect_uri(registered, requested, true);
  fuzz::require(native || !web);
  if (!native || web) return 0;
  // More than equality was allowed: then only the port of one loopback address may differ.
  auto a = codec::parse_url(registered), b = codec::parse_url(requested);
  fuzz::require(a && b && a->scheme == "http" && b->scheme == "http" && a->host == b->host &&
                b->is_loopback());
  fuzz::require(a->path == b->path && a->query == b->query && !b->fragment);
  return 0;
}
