#include "http/acceptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/runtime/log.hpp>

namespace tessera::http {

namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;

constexpr int kPerTurn = 64;

IpAddress address_of(const sockaddr_storage& from) {
  IpAddress out;
  if (from.ss_family == AF_INET) {
    out.bytes[10] = out.bytes[11] = 0xff;
    std::memcpy(out.bytes.data() + 12, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, 4);
  } else if (from.ss_family == AF_INET6) {
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, 16);
  }
  return out;
}

std::optional<unsigned> uid_of(int fd) {
  ucred who{};
  socklen_t length = sizeof who;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) return std::nullopt;
  return who.uid;
}

// Best effort and only where it is readable: TLS has no words before the handshake.
void say_busy(int fd) {
  static constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  [[maybe_unused]] const auto sent =
      send(fd, busy.data(), busy.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

Acceptor::Acceptor(BoundSocket bound, Transport transport, std::shared_ptr<const Pipeline> pipeline,
                   std::shared_ptr<TlsHolder> tls)
    : socket_(transport.workers.front()->context(), bound.fd),
      unix_socket_(bound.unix_socket),
      transport_(std::move(transport)),
      pipeline_(std::move(pipeline)),
      tls_(std::move(tls)) {}

void Acceptor::start() {
  auto run = [self = shared_from_this()] { return self->run(); };
  boost::asio::co_spawn(socket_.get_executor(), std::move(run), boost::asio::detached);
}

void Acceptor::stop() {
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    boost::system::error_code ignored;
    self->socket_.close(ignored);
  });
}

Task<> Acceptor::run() {
  boost::asio::steady_timer pause(socket_.get_executor());
  while (socket_.is_open()) {
    boost::system::error_code ec;
    co_await socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                redirect_error(use_awaitable, ec));
    if (ec) break;
    if (accept_some()) continue;
    runtime::log(runtime::Level::error, "http.accept_failed", {{"error", std::strerror(errno)}});
    pause.expires_after(std::chrono::milliseconds(100));
    co_await pause.async_wait(redirect_error(use_awaitable, ec));
  }
}

bool Acceptor::accept_some() {
  for (int i = 0; i < kPerTurn; ++i) {
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    const int fd = accept4(socket_.native_handle(), reinterpret_cast<sockaddr*>(&from), &length,
                           SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
      return false;
    if (fd < 0) return true;
    admit(fd, from);
  }
  return true;
}

Peer Acceptor::peer_of(int fd, const sockaddr_storage& from) const {
  Peer peer;
  if (unix_socket_) {
    peer.uid = uid_of(fd);
    peer.address = *parse_ip_address("127.0.0.1");
    peer.trusted_proxy = pipeline_->listener().trusts_unix_peers;
    return peer;
  }
  peer.address = address_of(from);
  peer.trusted_proxy = contains(pipeline_->listener().trusted_proxies, peer.address);
  return peer;
}

void Acceptor::admit(int fd, const sockaddr_storage& from) {
  auto peer = peer_of(fd, from);
  std::optional<IpAddress> counted;
  if (!unix_socket_ && !peer.trusted_proxy) counted = peer.address;
  if (const auto limit = transport_.admission->enter(counted); !limit.empty()) {
    pipeline_->refusals().count(limit);
    if (!tls_) say_busy(fd);
    ::close(fd);
    return;
  }
  hand_over(fd, peer, Ticket(transport_.admission, counted));
}

void Acceptor::hand_over(int fd, Peer peer, Ticket ticket) {
  const auto worker = *std::ranges::min_element(
      transport_.workers, {}, [](const auto& candidate) { return candidate->load(); });
  worker->expect_one();
  sockaddr_storage name{};
  socklen_t length = sizeof name;
  getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length);
  if (const int on = 1; !unix_socket_) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Socket socket(worker->context());
  socket.assign(
      boost::asio::generic::stream_protocol(name.ss_family, unix_socket_ ? 0 : IPPROTO_TCP), fd);
  socket.non_blocking(true);
  ConnectionParts parts{.worker = worker,
                        .pipeline = pipeline_,
                        .uploads = transport_.uploads,
                        .draining = transport_.draining,
                        .peer = std::move(peer),
                        .ticket = std::move(ticket)};
  boost::asio::post(worker->context(), [socket = std::move(socket), parts = std::move(parts),
                                        tls = tls_ ? tls_->current() : nullptr]() mutable {
    if (tls) {
      serve_tls(std::move(socket), std::move(tls), std::move(parts));
    } else {
      serve_plain(std::move(socket), std::move(parts));
    }
  });
}

}  // namespace tessera::http
