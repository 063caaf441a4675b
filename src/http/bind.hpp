// Listening sockets by address text.
#pragma once

#include <string>
#include <vector>

namespace tessera::http {

struct BoundSocket {
  int fd = -1;          // listening, non-blocking, close-on-exec; the caller owns it
  std::string address;  // as bound: "127.0.0.1:43211", "[::1]:43211", "unix:/run/tessera.sock"
  bool loopback = false;
  bool unix_socket = false;
};

// "127.0.0.1:0", "[::1]:8443", "localhost:8443" (every address of the name, on one port), or
// "unix:/path" (mode 0660; a stale socket is replaced, a live one is an error). Throws
// std::runtime_error naming address and cause.
[[nodiscard]] std::vector<BoundSocket> bind_address(const std::string& address);

}  // namespace tessera::http
