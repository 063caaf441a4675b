// Starts a connection on its worker. Included by connection_plain.cpp and connection_tls.cpp only:
// these two instantiate everything.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include "http/connection_core.hpp"

namespace tessera::http {

template <class Stream>
void start(Stream stream, ConnectionParts parts) {
  auto& context = parts.worker->context();
  auto connection = std::make_shared<Connection<Stream>>(std::move(stream), std::move(parts));
  auto run = [connection] { return connection->run(); };
  // the connection outlives the slot, which lies in it
  auto ended = [connection](std::exception_ptr) {};
  boost::asio::co_spawn(
      context, std::move(run),
      boost::asio::bind_cancellation_slot(connection->cancel_handler.slot(), std::move(ended)));
}

}  // namespace tessera::http
