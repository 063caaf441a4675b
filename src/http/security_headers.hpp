// The headers that every response carries unless its handler set its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tessera/http/message.hpp>

namespace tessera::http {

struct HeaderOptions {
  bool hsts = false;         // the client spoke https and we have a name (RFC 6797 7.2, 8.1.1)
  bool public_cors = false;  // discovery and JWKS: readable from any origin, no credentials
};

// Appends "Name: value\r\n" lines.
void append_default_headers(std::string& out, const Response& response, HeaderOptions options);

}  // namespace tessera::http
