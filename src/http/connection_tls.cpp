#include <array>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "http/connection_start.hpp"
#include "http/tls_context.hpp"

namespace tessera::http {

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::system::error_code;

class TlsStream {
 public:
  TlsStream(Socket socket, std::shared_ptr<ssl::context> context)
      : context_(std::move(context)),
        stream_(std::make_unique<ssl::stream<Socket>>(std::move(socket), *context_)) {}

  Task<bool> open() {
    error_code ec;
    co_await stream_->async_handshake(ssl::stream_base::server, redirect_error(use_awaitable, ec));
    open_ = !ec;
    co_return open_;
  }
  PeerCertificateRef peer_certificate() { return peer_certificate_of(stream_->native_handle()); }
  Task<std::size_t> read(boost::asio::mutable_buffer into) {
    error_code ec;
    const auto n = co_await stream_->async_read_some(into, redirect_error(use_awaitable, ec));
    co_return ec ? 0 : n;
  }
  Task<std::size_t> read_raw(boost::asio::mutable_buffer into) {
    error_code ec;
    const auto n =
        co_await stream_->next_layer().async_read_some(into, redirect_error(use_awaitable, ec));
    co_return ec ? 0 : n;
  }
  Task<bool> write(boost::asio::const_buffer first, boost::asio::const_buffer second) {
    const std::array<boost::asio::const_buffer, 2> both{first, second};
    error_code ec;
    co_await boost::asio::async_write(*stream_, both, redirect_error(use_awaitable, ec));
    co_return !ec;
  }
  // close_notify; the peer's may come or not
  Task<> shut() {
    error_code ec;
    if (open_) co_await stream_->async_shutdown(redirect_error(use_awaitable, ec));
    stream_->next_layer().shutdown(Socket::shutdown_send, ec);
  }
  void cancel_read() {
    error_code ignored;
    stream_->next_layer().cancel(ignored);
  }
  void close() {
    error_code ignored;
    stream_->next_layer().close(ignored);
  }

 private:
  std::shared_ptr<ssl::context> context_;  // stays though another one is loaded
  std::unique_ptr<ssl::stream<Socket>> stream_;
  bool open_ = false;
};

}  // namespace

void serve_tls(Socket socket, std::shared_ptr<ssl::context> tls, ConnectionParts parts) {
  start(TlsStream(std::move(socket), std::move(tls)), std::move(parts));
}

}  // namespace tessera::http
