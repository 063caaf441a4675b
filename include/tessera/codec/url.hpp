// Absolute URLs, read once into values. Strict: RFC 3986 syntax, ASCII host, no user information.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/error.hpp>

namespace tessera::codec {

struct Url {
  std::string scheme;  // lower case
  std::string host;  // lower case, still percent-encoded; IPv6 with its brackets; "" if it has none
  std::optional<std::uint16_t> port;  // as written
  std::string path;                   // as written, percent-encoded
  std::optional<std::string> query;   // as written, without '?'
  std::optional<std::string> fragment;

  // The port in force: as written, else 443 for https, 80 for http, 0 for others.
  [[nodiscard]] std::uint16_t effective_port() const;
  [[nodiscard]] bool is_loopback() const;  // 127.0.0.1, [::1] or localhost
};

// Errc::invalid "url.malformed": not absolute, longer than 2048 bytes, user information, a host
// with percent-encoding, http(s) without a host, or anything that RFC 3986 does not allow.
[[nodiscard]] Result<Url> parse_url(std::string_view text);
// "https://host" or "https://host:port", default ports left out (RFC 6454 6.1); "" for a URL
// without a host.
[[nodiscard]] std::string origin_of(const Url& url);

}  // namespace tessera::codec
