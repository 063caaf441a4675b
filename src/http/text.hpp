// ASCII text as HTTP defines it: locale-independent.
#pragma once

#include <string>
#include <string_view>

namespace tessera::http {

[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
// Without spaces and tabs around it (OWS of RFC 9110 5.6.3).
[[nodiscard]] std::string_view trim(std::string_view text);
// Whether a comma-separated list has the token, ignoring case.
[[nodiscard]] bool has_token(std::string_view list, std::string_view token);
[[nodiscard]] bool is_utf8(std::string_view text);
[[nodiscard]] int hex_value(char c);  // -1 if it is not a hexadecimal digit

}  // namespace tessera::http
