// SCIM compares names and most values without regard to case (RFC 7643 2.1, 2.2).
#pragma once

#include <string>
#include <string_view>

namespace tessera::codec::scim {

// ASCII only: what is not ASCII is compared as it is.
[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower(a) == lower(b);
}

}  // namespace tessera::codec::scim
