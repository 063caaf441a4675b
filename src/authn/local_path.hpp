// Is this a path (and query) of our own, safe as a Location? Not "//host", not "/\host", no control
// characters, no blanks.
#pragma once

#include <string_view>

namespace tessera::authn {

[[nodiscard]] constexpr bool is_local_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.size() > 4096) return false;
  if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return false;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '\\') return false;
  }
  return true;
}

}  // namespace tessera::authn
