#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include <boost/beast/http/status.hpp>

#include <tessera/base/clock.hpp>

#include "http/text.hpp"

namespace tessera::http {

namespace {

constexpr std::array<std::string_view, 5> kOurs = {"Content-Length", "Transfer-Encoding",
                                                   "Connection", "Date", "Trailer"};

bool is_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void append_number(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_status_line(std::string& out, int status) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(status));
  out += ' ';
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  out.append(reason.data(), reason.size());
  out += "\r\n";
}

void append_framing(std::string& out, int status, const HeadOptions& options) {
  if (options.chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (status >= 200 && status != 204 && options.content_length) {
    out += "Content-Length: ";
    append_number(out, *options.content_length);
    out += "\r\n";
  }
  if (!options.keep_alive) {
    out += "Connection: close\r\n";
  } else if (options.http_10) {
    out += "Connection: keep-alive\r\n";
  }
}

}  // namespace

std::string_view http_date() {
  thread_local std::time_t second = 0;
  thread_local char text[40];
  const auto now = to_unix(SystemClock().now());
  if (now != second) {
    second = now;
    std::tm parts{};
    gmtime_r(&second, &parts);
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return text;
}

bool is_sendable(const Response& response) {
  return std::ranges::all_of(response.headers, [](const auto& header) {
    return is_name(header.first) && is_value(header.second) &&
           std::ranges::none_of(kOurs,
                                [&](auto ours) { return equal_ignoring_case(ours, header.first); });
  });
}

void render_head(std::string& out, const Response& response, const HeadOptions& options) {
  append_status_line(out, response.status);
  out += "Date: ";
  out += http_date();
  out += "\r\n";
  append_framing(out, response.status, options);
  for (const auto& [name, value] : response.headers) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  append_default_headers(out, response, options.headers);
  out += "X-Request-Id: ";
  out += options.echoed_id.empty() ? options.request_id : options.echoed_id;
  out += "\r\ntraceparent: 00-";
  out += options.trace_id;
  // the request id is unique: its last 16 digits serve as the id of our span
  std::string span(options.request_id.substr(18));
  std::erase(span, '-');
  out += '-';
  out += span.size() == 16 ? std::string_view(span) : std::string_view("0000000000000001");
  out += "-00\r\n\r\n";
}

}  // namespace tessera::http
