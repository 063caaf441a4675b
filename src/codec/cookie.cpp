#include <tessera/codec/cookie.hpp>

#include <algorithm>
#include <stdexcept>

namespace tessera::codec {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// cookie-octet of RFC 6265 4.1.1.
constexpr bool is_cookie_octet(char c) {
  return c == 0x21 || (c >= 0x23 && c <= 0x2b) || (c >= 0x2d && c <= 0x3a) ||
         (c >= 0x3c && c <= 0x5b) || (c >= 0x5d && c <= 0x7e);
}

constexpr bool is_name_octet(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// The names and values are tessera's own: a wrong one is a fault of the program.
void check_writable(const SetCookie& cookie) {
  const bool good = cookie.name.starts_with("__Host-") &&
                    std::ranges::all_of(cookie.name, is_name_octet) &&
                    std::ranges::all_of(cookie.value, is_cookie_octet) &&
                    std::ranges::all_of(cookie.same_site, is_name_octet);
  if (!good) throw std::logic_error("not a cookie that tessera may set: " + cookie.name);
}

}  // namespace

std::optional<std::string> find_cookie(std::string_view header, std::string_view name) {
  std::optional<std::string> found;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name) continue;
    const auto value = trim(pair.substr(equals + 1));
    if (found && *found != value) return std::nullopt;
    found = std::string(value);
  }
  return found;
}

std::string render_set_cookie(const SetCookie& cookie) {
  check_writable(cookie);
  auto text = cookie.name + '=' + cookie.value + "; Path=/; Secure";
  if (cookie.http_only) text += "; HttpOnly";
  if (!cookie.same_site.empty()) text += "; SameSite=" + cookie.same_site;
  if (cookie.max_age_seconds >= 0) text += "; Max-Age=" + std::to_string(cookie.max_age_seconds);
  return text;
}

}  // namespace tessera::codec
