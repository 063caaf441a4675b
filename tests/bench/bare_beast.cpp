// The physical limit beside which the server is measured: Beast as it comes, one io_context per
// thread, one coroutine per connection, a fixed answer, no routing, no limits, no log.
//   bench_bare_beast THREADS BODY_BYTES [CERT KEY]
// prints "ready 127.0.0.1:PORT" and, with a certificate, "tls 127.0.0.1:PORT"; ends with its stdin.
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<tcp_stream>;

template <class Stream>
asio::awaitable<void> serve(Stream& stream, const std::string& body) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code ec;
  for (;;) {
    http::request<http::empty_body> request;
    co_await http::async_read(stream, buffer, request,
                              asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return;
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = body;
    response.prepare_payload();
    co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, ec));
    if (ec || !request.keep_alive()) co_return;
  }
}

asio::awaitable<void> serve_plain(tcp::socket socket, const std::string& body) {
  tcp_stream stream(std::move(socket));
  co_await serve(stream, body);
}

asio::awaitable<void> serve_tls(tcp::socket socket, asio::ssl::context& tls,
                                const std::string& body) {
  TlsStream stream(tcp_stream(std::move(socket)), tls);
  boost::system::error_code ec;
  co_await stream.async_handshake(asio::ssl::stream_base::server,
                                  asio::redirect_error(asio::use_awaitable, ec));
  if (!ec) co_await serve(stream, body);
}

asio::awaitable<void> accept(asio::io_context& io, std::uint16_t port, asio::ssl::context* tls,
                             const std::string& body) {
  tcp::acceptor acceptor(io);
  acceptor.open(tcp::v4());
  const int on = 1;
  setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  acceptor.bind({asio::ip::address_v4::loopback(), port});
  acceptor.listen();
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    if (tls == nullptr) {
      asio::co_spawn(io, serve_plain(std::move(socket), body), asio::detached);
    } else {
      asio::co_spawn(io, serve_tls(std::move(socket), *tls, body), asio::detached);
    }
  }
}

std::uint16_t free_port() {
  asio::io_context io;
  tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

}  // namespace

int main(int argc, char** argv) {
  const auto threads = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1;
  const std::string body(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1500, 'x');
  const auto port = free_port();
  const auto tls_port = free_port();
  std::optional<asio::ssl::context> tls;
  if (argc > 4) {
    tls.emplace(asio::ssl::context::tls_server);
    tls->use_certificate_chain_file(argv[3]);
    tls->use_private_key_file(argv[4], asio::ssl::context::pem);
  }
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    auto& io = *contexts.emplace_back(std::make_unique<asio::io_context>(1));
    asio::co_spawn(io, accept(io, port, nullptr, body), asio::detached);
    if (tls) asio::co_spawn(io, accept(io, tls_port, &*tls, body), asio::detached);
    running.emplace_back([&io] { io.run(); });
  }
  std::cout << "ready 127.0.0.1:" << port << std::endl;
  if (tls) std::cout << "tls 127.0.0.1:" << tls_port << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  for (auto& io : contexts) io->stop();
  for (auto& thread : running) thread.join();
}
