// The request target in origin form (RFC 9112 3.2.1), decoded once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera::http {

struct Target {
  std::string path;   // percent-decoded, UTF-8
  std::string query;  // as sent, without '?'
};

// nullopt for other forms ("http://...", "*"), bytes outside printable ASCII, a fragment, wrong
// percent-encoding, and for paths that two readers could understand differently: dot segments, NUL
// and other control characters, backslash, encoded slash.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

}  // namespace tessera::http
