// Starts to serve a socket; the two .cpp files behind these instantiate the transport for plain
// sockets (TCP and unix) and for TLS. Call on the worker's io thread.
#pragma once

#include <atomic>
#include <memory>

#include <boost/asio/generic/stream_protocol.hpp>

#include "http/admission.hpp"
#include "http/exchange.hpp"
#include "http/pipeline.hpp"
#include "http/worker.hpp"

namespace boost::asio::ssl {
class context;
}

namespace tessera::http {

using Socket = boost::asio::generic::stream_protocol::socket;

struct ConnectionParts {
  std::shared_ptr<Worker> worker;
  std::shared_ptr<const Pipeline> pipeline;
  std::shared_ptr<std::atomic<std::size_t>> uploads;  // running, over all connections
  std::shared_ptr<std::atomic<bool>> draining;
  Peer peer;
  Ticket ticket;
};

void serve_plain(Socket socket, ConnectionParts parts);
void serve_tls(Socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
               ConnectionParts parts);

}  // namespace tessera::http
