#include "http/security_headers.hpp"

#include <array>

#include "http/text.hpp"

namespace tessera::http {

namespace {

struct Default {
  std::string_view name;
  std::string_view line;
};

constexpr std::array<Default, 7> kDefaults = {{
    {"Cache-Control", "Cache-Control: no-store\r\n"},
    {"Content-Security-Policy",
     "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
     "script-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
     "base-uri 'none'\r\n"},
    {"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    // no-referrer would make browsers send "Origin: null" with our own forms
    {"Referrer-Policy", "Referrer-Policy: same-origin\r\n"},
    {"Cross-Origin-Opener-Policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
    {"Permissions-Policy",
     "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"},
    {"Cross-Origin-Resource-Policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
}};
constexpr std::size_t kResourcePolicy = 6;

// One bit per default that the handler set itself.
unsigned own_headers(const Response& response) {
  unsigned own = 0;
  for (const auto& [name, value] : response.headers)
    for (std::size_t i = 0; i < kDefaults.size(); ++i)
      if (name.size() == kDefaults[i].name.size() && equal_ignoring_case(name, kDefaults[i].name))
        own |= 1u << i;
  return own;
}

}  // namespace

void append_default_headers(std::string& out, const Response& response, HeaderOptions options) {
  auto own = own_headers(response);
  if (options.public_cors) {
    own |= 1u << kResourcePolicy;
    out += "Access-Control-Allow-Origin: *\r\n";
  }
  for (std::size_t i = 0; i < kDefaults.size(); ++i)
    if ((own & 1u << i) == 0) out += kDefaults[i].line;
  if (options.hsts) out += "Strict-Transport-Security: max-age=63072000\r\n";
}

}  // namespace tessera::http
