// A keep-alive HTTP/1.1 connection, plain or TLS, that costs the machine little: the load generator
// shares the cores with what it measures. Reads only what tessera sends (Content-Length, no
// chunks).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <tessera/base/task.hpp>

namespace tessera::bench {

struct Target {
  std::uint16_t port = 0;  // on 127.0.0.1
  bool tls = false;
  std::string host;    // Host header, and name of the certificate
  std::string origin;  // Origin header of forms
};

struct Answer {
  int status = 0;
  std::string head;  // status line and header lines
  std::string body;
  // First field of that (lower-case) name; "" if there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

class Link {
 public:
  Link(boost::asio::io_context& io, boost::asio::ssl::context& tls, Target target);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Both throw boost::system::system_error, ask also std::runtime_error for an answer it cannot
  // read.
  [[nodiscard]] Task<> open();
  [[nodiscard]] Task<Answer> ask(std::string_view request);
  [[nodiscard]] const Target& target() const { return target_; }

 private:
  [[nodiscard]] Task<std::size_t> read_more();
  [[nodiscard]] Task<> send(std::string_view request);

  Target target_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  std::string input_;
};

// Requests as text. fields: whole header lines, each ended by CRLF.
[[nodiscard]] std::string get(const Target& target, std::string_view path,
                              std::string_view fields = {});
[[nodiscard]] std::string post_form(const Target& target, std::string_view path,
                                    std::string_view form, std::string_view fields = {});
[[nodiscard]] std::string basic(std::string_view id, std::string_view secret);

// What a browser would keep between answers.
class Cookies {
 public:
  void take(const Answer& answer);
  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  [[nodiscard]] std::string field() const;  // header line, or ""

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace tessera::bench
