// One request, parsed by Beast from bytes that somebody else reads, with everything refused that
// Beast lets through (RFC 9112 2.2, 3.2, 6.1, 6.3; RFC 9110 5.3, 7.2, 10.1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include <tessera/http/message.hpp>

#include "http/refusal.hpp"

namespace tessera::http {

class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  RequestParser();

  // `head` is complete by HeadScan and at most as long as the limit allows. Fills method, path,
  // query and headers of the request.
  [[nodiscard]] std::optional<Refusal> parse_head(std::string_view head, Request& request);
  [[nodiscard]] bool keep_alive() const { return basic_parser::keep_alive(); }
  [[nodiscard]] bool is_http_10() const { return version_ == 10; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  // The announced length; nullopt if the body is chunked.
  [[nodiscard]] std::optional<std::uint64_t> announced_body() const;
  [[nodiscard]] bool has_body() const { return !is_done(); }

  // Bytes of the body, in order; appends the decoded ones to `body` until it holds `max_total`
  // bytes counted over all calls. Returns how many bytes were used; more are needed until
  // is_done().
  struct Progress {
    std::size_t used = 0;
    std::optional<Refusal> refusal;
  };
  [[nodiscard]] Progress parse_body(std::string_view bytes, std::string& body,
                                    std::uint64_t max_total);
  [[nodiscard]] bool is_done() const { return basic_parser::is_done(); }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, string_view, string_view, int,
                       error_code&) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, string_view, string_view, error_code&) override;
  void on_header_impl(error_code&) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override;
  void on_finish_impl(error_code&) override {}

  void refuse(Refusal why, error_code& ec);
  void take_field(std::string name, std::string_view value, error_code& ec);

  Request* request_ = nullptr;
  std::string* body_ = nullptr;
  std::uint64_t taken_ = 0;
  std::uint64_t max_total_ = 0;
  int version_ = 11;
  std::uint32_t seen_ = 0;  // bit per single-valued header
  bool head_done_ = false;
  bool expects_continue_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace tessera::http
