// Redis Sentinel, as a client uses it: who is the master now?
#pragma once

#include "store/redis/address.hpp"
#include "store/redis/transport.hpp"

namespace tessera::store::redis {

// Asks the sentinels in their order, each for at most 300 ms, until one knows; throws
// std::runtime_error if none does.
[[nodiscard]] Task<HostPort> find_master(const Address& address);

}  // namespace tessera::store::redis
