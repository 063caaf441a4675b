// Throttling counters in Redis.
#pragma once

#include <tessera/authn/throttle.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

// Thread-safe; call from io threads. Every failure is Unavailable.
class ThrottleStore final : public authn::ThrottleStore {
 public:
  explicit ThrottleStore(Client& client);
  [[nodiscard]] Task<Verdict> take(std::span<const authn::ThrottleRule> rules,
                                   TimePoint now) override;
  [[nodiscard]] Task<> give_back(std::span<const authn::ThrottleRule> rules, bool success,
                                 TimePoint now) override;

 private:
  Client& client_;
  Script take_;
  Script give_back_;
};

}  // namespace tessera::store::redis
