// Accepts on one listening socket and hands each connection to the io thread with the fewest.
#pragma once

#include <memory>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "http/bind.hpp"
#include "http/connection.hpp"
#include "http/tls_context.hpp"

namespace tessera::http {

// What the connections of all listeners share.
struct Transport {
  std::vector<std::shared_ptr<Worker>> workers;
  std::shared_ptr<Admission> admission;
  std::shared_ptr<std::atomic<std::size_t>> uploads;
  std::shared_ptr<std::atomic<bool>> draining;
};

class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  // Takes the descriptor. tls is nullptr on plain listeners. Runs on the first worker's thread.
  Acceptor(BoundSocket bound, Transport transport, std::shared_ptr<const Pipeline> pipeline,
           std::shared_ptr<TlsHolder> tls);
  void start();
  void stop();  // from any thread

 private:
  [[nodiscard]] Task<> run();
  // False if the process has no descriptors left.
  [[nodiscard]] bool accept_some();
  void admit(int fd, const sockaddr_storage& from);
  [[nodiscard]] Peer peer_of(int fd, const sockaddr_storage& from) const;
  void hand_over(int fd, Peer peer, Ticket ticket);

  boost::asio::posix::stream_descriptor socket_;
  bool unix_socket_;
  Transport transport_;
  std::shared_ptr<const Pipeline> pipeline_;
  std::shared_ptr<TlsHolder> tls_;
};

}  // namespace tessera::http
