// From an address to a connection that may be used: the master found by Sentinel, logged in,
// database selected, role verified.
#pragma once

#include <memory>

#include "store/redis/client.hpp"
#include "store/redis/transport.hpp"

namespace tessera::store::redis {

// One command and its reply on a fresh transport; an error reply throws std::runtime_error.
[[nodiscard]] Task<Reply> ask(Transport& transport, std::vector<std::string> args);

// Cancellable; throws on any failure. Everything of it together must be bounded by the caller.
[[nodiscard]] Task<std::shared_ptr<Transport>> connect_ready(const Address& address,
                                                             const ClientOptions& options);

}  // namespace tessera::store::redis
