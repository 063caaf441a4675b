// The physical limit beside which the server is measured: Beast as it comes, one io_context per
// thread, one coroutine per connection, a fixed answer, no routing, no limits, no log.
//   bench_bare_beast THREADS BODY_BYTES    prints "ready 127.0.0.1:PORT", ends with its stdin
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

asio::awaitable<void> serve(tcp::socket socket, const std::string& body) {
  boost::beast::tcp_stream stream(std::move(socket));
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

asio::awaitable<void> accept(asio::io_context& io, std::uint16_t port, const std::string& body) {
  tcp::acceptor acceptor(io);
  acceptor.open(tcp::v4());
  const int on = 1;
  setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  acceptor.bind({asio::ip::address_v4::loopback(), port});
  acceptor.listen();
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(io, serve(std::move(socket), body), asio::detached);
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
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    auto& io = *contexts.emplace_back(std::make_unique<asio::io_context>(1));
    asio::co_spawn(io, accept(io, port, body), asio::detached);
    running.emplace_back([&io] { io.run(); });
  }
  std::cout << "ready 127.0.0.1:" << port << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  for (auto& io : contexts) io->stop();
  for (auto& thread : running) thread.join();
}
