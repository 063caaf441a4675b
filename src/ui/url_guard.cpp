#include "url_guard.hpp"

#include <algorithm>
#include <string>

#include <boost/url/parse.hpp>

#include <tessera/ui/page.hpp>

namespace tessera::ui {
namespace {

bool has_control_or_space(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c <= 0x20 || c == 0x7F; });
}

std::string lower_scheme(std::string_view url) {
  std::string scheme(url.substr(0, std::min(url.find_first_of(":/?#"), url.size())));
  std::ranges::transform(scheme, scheme.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return scheme;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

bool is_local_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") &&
         path.find('\\') == std::string_view::npos && !has_control_or_space(path);
}

bool is_safe_url(std::string_view url) {
  if (url.starts_with('/')) return is_local_path(url);
  if (url.starts_with('#') || url.starts_with('?')) return !has_control_or_space(url);
  if (has_control_or_space(url) || url.find(':') == std::string_view::npos) return false;
  const auto scheme = lower_scheme(url);
  return scheme == "https" || scheme == "http" || scheme == "mailto" ||
         scheme.find('.') != std::string::npos;
}

SafeUrl SafeUrl::local(std::string_view path) {
  return SafeUrl(is_local_path(path) ? std::string(path) : "/");
}

std::optional<SafeUrl> SafeUrl::external(std::string_view text) {
  if (!is_safe_url(text)) return std::nullopt;
  const auto url = boost::urls::parse_uri(text);
  if (!url) return std::nullopt;
  const auto scheme = lower_scheme(text);
  const bool web = scheme == "https" || scheme == "http";
  if (web && (url->host().empty() || url->has_userinfo())) return std::nullopt;
  if (scheme == "http" && !is_loopback(url->encoded_host())) return std::nullopt;
  if (!web && scheme.find('.') == std::string::npos) return std::nullopt;
  return SafeUrl(std::string(text));
}

}  // namespace tessera::ui
