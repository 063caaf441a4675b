#include <array>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/connection_start.hpp"

namespace tessera::http {

namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::system::error_code;

class PlainStream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Task<bool> open() { co_return true; }
  [[nodiscard]] static PeerCertificateRef peer_certificate() { return nullptr; }

  Task<std::size_t> read(boost::asio::mutable_buffer into) {
    error_code ec;
    const auto n = co_await socket_.async_read_some(into, redirect_error(use_awaitable, ec));
    co_return ec ? 0 : n;
  }
  Task<std::size_t> read_raw(boost::asio::mutable_buffer into) { return read(into); }

  // Most answers fit into the socket's buffer: tried at once, without a turn of the event loop.
  Task<bool> write(boost::asio::const_buffer first, boost::asio::const_buffer second) {
    std::array<boost::asio::const_buffer, 2> left{first, second};
    while (left[0].size() + left[1].size() > 0) {
      error_code ec;
      auto n = socket_.write_some(left, ec);
      if (ec == boost::asio::error::would_block)
        n = co_await socket_.async_write_some(left, redirect_error(use_awaitable, ec));
      if (ec) co_return false;
      const auto head = std::min(n, left[0].size());
      left[0] += head;
      left[1] += n - head;
    }
    co_return true;
  }

  Task<> shut() {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }
  void cancel_read() {
    error_code ignored;
    socket_.cancel(ignored);
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

}  // namespace

void serve_plain(Socket socket, ConnectionParts parts) {
  start(PlainStream(std::move(socket)), std::move(parts));
}

}  // namespace tessera::http
