// Cookie header (RFC 6265 5.4) and Set-Cookie values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera::codec {

// The value of the first cookie of that name; nullopt also if a name occurs twice with different
// values (cookie tossing).
[[nodiscard]] std::optional<std::string> find_cookie(std::string_view header,
                                                     std::string_view name);

struct SetCookie {
  std::string name;  // must begin with __Host-
  std::string value;
  long max_age_seconds = -1;  // -1: session cookie; 0: delete
  bool http_only = true;
  std::string same_site = "Lax";
};
[[nodiscard]] std::string render_set_cookie(const SetCookie& cookie);  // always Secure; Path=/

}  // namespace tessera::codec
