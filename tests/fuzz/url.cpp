// rooms: codec
#include <tessera/codec/url.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto url = parse_url(fuzz::as_input(data, size));
  if (!url) return 0;
  for (const char c : url->scheme + url->host + url->path) fuzz::require(c > 0x20 && c < 0x7f);
  fuzz::require(url->host.find('@') == std::string::npos &&
                url->host.find('/') == std::string::npos);
  fuzz::require(url->host.empty() || url->path.empty() || url->path.front() == '/');
  const auto origin = origin_of(*url);
  if (origin.empty()) return 0;
  const auto again = parse_url(origin);
  fuzz::require(again && origin_of(*again) == origin && again->host == url->host);
  return 0;
}
