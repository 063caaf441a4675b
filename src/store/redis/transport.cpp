#include "store/redis/transport.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tessera::store::redis {
namespace asio = boost::asio;
namespace {

using Socket = asio::generic::stream_protocol::socket;
using TlsStream = asio::ssl::stream<Socket>;

// Pending operations hold the transport, so that a dropped one lives until they have ended.
template <class Stream>
class StreamTransport final : public Transport,
                              public std::enable_shared_from_this<StreamTransport<Stream>> {
 public:
  template <class... Args>
  explicit StreamTransport(Args&&... args) : stream_(std::forward<Args>(args)...) {}

  Task<std::size_t> read(std::span<char> out) override {
    const auto self = this->shared_from_this();
    co_return co_await stream_.async_read_some(asio::buffer(out.data(), out.size()),
                                               asio::use_awaitable);
  }
  void write(const std::string& data,
             std::function<void(boost::system::error_code)> done) override {
    asio::async_write(stream_, asio::buffer(data),
                      [self = this->shared_from_this(), done = std::move(done)](
                          boost::system::error_code ec, std::size_t) { done(ec); });
  }
  void close() override {
    boost::system::error_code ignored;
    stream_.lowest_layer().close(ignored);
  }
  [[nodiscard]] Stream& stream() { return stream_; }

 private:
  Stream stream_;
};

Task<Socket> connect_tcp(HostPort server) {
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto found = co_await resolver.async_resolve(server.host, server.port, asio::use_awaitable);
  asio::ip::tcp::socket socket(executor);
  co_await asio::async_connect(socket, found, asio::use_awaitable);
  socket.set_option(asio::ip::tcp::no_delay(true));
  socket.set_option(asio::socket_base::keep_alive(true));
  co_return Socket(std::move(socket));
}

Task<Socket> connect_unix(std::string path) {
  asio::local::stream_protocol::socket socket(co_await asio::this_coro::executor);
  const asio::local::stream_protocol::endpoint endpoint(path);
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  co_return Socket(std::move(socket));
}

asio::ssl::context& tls_context() {
  static asio::ssl::context context = [] {
    asio::ssl::context c(asio::ssl::context::tls_client);
    c.set_default_verify_paths();
    c.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(c.native_handle(), TLS1_2_VERSION);
    return c;
  }();
  return context;
}

Task<std::shared_ptr<Transport>> start_tls(Socket socket, std::string host) {
  auto out = std::make_shared<StreamTransport<TlsStream>>(std::move(socket), tls_context());
  out->stream().set_verify_callback(asio::ssl::host_name_verification(host));
  SSL_set_tlsext_host_name(out->stream().native_handle(), host.c_str());
  co_await out->stream().async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return out;
}

}  // namespace

Task<std::shared_ptr<Transport>> open_transport(const Address& address) {
  if (address.kind == Address::Kind::unix_socket) {
    co_return std::make_shared<StreamTransport<Socket>>(co_await connect_unix(address.path));
  }
  auto socket = co_await connect_tcp(address.server);
  if (address.kind == Address::Kind::tls) {
    co_return co_await start_tls(std::move(socket), address.server.host);
  }
  co_return std::make_shared<StreamTransport<Socket>>(std::move(socket));
}

}  // namespace tessera::store::redis
