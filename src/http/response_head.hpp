// The status line and headers of a response, rendered to bytes (RFC 9112 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/http/message.hpp>

#include "http/security_headers.hpp"

namespace tessera::http {

struct HeadOptions {
  bool keep_alive = true;
  bool http_10 = false;
  bool chunked = false;                         // the body has no known length
  std::optional<std::uint64_t> content_length;  // ignored for 1xx and 204
  HeaderOptions headers;
  std::string_view request_id;   // 36 characters
  std::string_view echoed_id{};  // that the caller gave, to be sent in its place; or empty
  std::string_view trace_id;
};

// False if a header could not be sent as it is (a control character, or a name that the transport
// itself sets): the handler is at fault, and nothing of it may leave.
[[nodiscard]] bool is_sendable(const Response& response);
// Appends to out.
void render_head(std::string& out, const Response& response, const HeadOptions& options);
// "Sun, 06 Nov 1994 08:49:37 GMT", computed once per second and thread.
[[nodiscard]] std::string_view http_date();

}  // namespace tessera::http
