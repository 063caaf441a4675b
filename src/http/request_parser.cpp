#include "http/request_parser.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "http/target.hpp"
#include "http/text.hpp"

namespace tessera::http {

namespace {

namespace beast_http = boost::beast::http;

constexpr std::size_t kMaxFields = 100;

// What must not come twice: their readers would disagree on which one counts.
constexpr std::array<std::string_view, 14> kSingle = {
    "host",   "content-length", "transfer-encoding", "content-type", "authorization",
    "cookie", "origin",         "referer",           "user-agent",   "dpop",
    "expect", "if-match",       "x-forwarded-proto", "range"};
constexpr std::uint32_t kHostBit = 1;

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "HEAD") return Method::head;
  if (name == "PUT") return Method::put;
  if (name == "PATCH") return Method::patch;
  if (name == "DELETE") return Method::del;
  if (name == "OPTIONS") return Method::options;
  return std::nullopt;
}

std::uint32_t single_bit(std::string_view name) {
  for (std::size_t i = 0; i < kSingle.size(); ++i)
    if (kSingle[i] == name) return 1u << i;
  return 0;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

Refusal malformed(std::string_view text) {
  return {400, "malformed", text};
}

Refusal refusal_of(boost::beast::error_code ec) {
  if (ec == beast_http::error::header_limit)
    return {431, "header_bytes", "The request header is too large."};
  if (ec == beast_http::error::body_limit)
    return {413, "body_bytes", "The request body is too large."};
  if (ec == beast_http::error::bad_version)
    return {505, "malformed", "Only HTTP/1.1 and HTTP/1.0 are served here."};
  return malformed("The request is malformed.");
}

}  // namespace

RequestParser::RequestParser() {
  header_limit(0x7fffffff);  // the reader has its own limit
  body_limit(boost::none);   // so has the route
  eager(true);
}

void RequestParser::refuse(Refusal why, error_code& ec) {
  refusal_ = why;
  ec = beast_http::error::bad_value;
}

std::optional<Refusal> RequestParser::parse_head(std::string_view head, Request& request) {
  request_ = &request;
  error_code ec;
  eager(false);
  put(boost::asio::const_buffer(head.data(), head.size()), ec);
  eager(true);
  if (refusal_) return refusal_;
  if (ec) return refusal_of(ec);
  if (!is_header_done()) return malformed("The request header is incomplete.");
  if ((seen_ & kHostBit) == 0) return malformed("The Host header is missing.");
  return std::nullopt;
}

std::optional<std::uint64_t> RequestParser::announced_body() const {
  if (chunked()) return std::nullopt;
  const auto length = content_length();
  return length.has_value() ? *length : 0;
}

void RequestParser::on_request_impl(beast_http::verb, string_view method, string_view target,
                                    int version, error_code& ec) {
  version_ = version;
  const auto known = method_of(view(method));
  if (!known) {
    const bool lower = std::ranges::any_of(method, [](char c) { return c >= 'a' && c <= 'z'; });
    return refuse(lower ? malformed("The method is malformed.")
                        : Refusal{501, "malformed", "The method is not known here."},
                  ec);
  }
  auto parsed = http::parse_target(view(target));
  if (!parsed) return refuse(malformed("The request target is malformed."), ec);
  request_->method = *known;
  request_->path = std::move(parsed->path);
  request_->query = std::move(parsed->query);
  request_->headers.reserve(12);
}

void RequestParser::on_field_impl(beast_http::field, string_view name, string_view value,
                                  error_code& ec) {
  if (head_done_) return refuse(malformed("Trailers are not accepted."), ec);
  if (request_->headers.size() >= kMaxFields)
    return refuse({431, "header_bytes", "The request has too many headers."}, ec);
  take_field(to_lower(view(name)), trim(view(value)), ec);
}

void RequestParser::take_field(std::string name, std::string_view value, error_code& ec) {
  if (const auto bit = single_bit(name)) {
    if ((seen_ & bit) != 0) return refuse(malformed("A header was sent twice."), ec);
    seen_ |= bit;
  }
  if (name == "content-length" && !all_digits(value))
    return refuse(malformed("Content-Length is malformed."), ec);
  // RFC 9112 6.1: a list, another coding or HTTP/1.0 would leave the length open to interpretation.
  if (name == "transfer-encoding" && (!equal_ignoring_case(value, "chunked") || version_ < 11))
    return refuse(malformed("Only 'Transfer-Encoding: chunked' is accepted."), ec);
  if (name == "trailer") return refuse(malformed("Trailers are not accepted."), ec);
  if (name == "expect") {
    if (!equal_ignoring_case(value, "100-continue"))
      return refuse({417, "malformed", "Only 'Expect: 100-continue' is understood."}, ec);
    expects_continue_ = version_ >= 11;
  }
  request_->headers.emplace_back(std::move(name), std::string(value));
}

void RequestParser::on_header_impl(error_code&) {
  head_done_ = true;
}

RequestParser::Progress RequestParser::parse_body(std::string_view bytes, std::string& body,
                                                  std::uint64_t max_total) {
  Progress progress;
  // Beast asserts that the end of a chunked body ("0", two line ends) comes in five bytes or more.
  if (chunked() && bytes.size() < 5) return progress;
  body_ = &body;
  max_total_ = max_total;
  error_code ec;
  progress.used = put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
  if (refusal_) {
    progress.refusal = refusal_;
  } else if (ec && ec != beast_http::error::need_more) {
    progress.refusal = refusal_of(ec);
  }
  return progress;
}

std::size_t RequestParser::on_body_impl(string_view piece, error_code& ec) {
  taken_ += piece.size();
  if (taken_ > max_total_) {
    refuse({413, "body_bytes", "The request body is too large."}, ec);
    return 0;
  }
  body_->append(piece.data(), piece.size());
  return piece.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view piece, error_code& ec) {
  return on_body_impl(piece, ec);
}

}  // namespace tessera::http
