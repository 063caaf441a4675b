// Sketches of failed logins in Redis.
#pragma once

#include <tessera/authn/stuffing.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

// Thread-safe; call from io threads. Every failure is Unavailable.
class StuffingStore final : public authn::StuffingStore {
 public:
  explicit StuffingStore(Client& client);
  [[nodiscard]] Task<authn::StuffingCounts> note(std::string_view login, std::string_view network,
                                                 TimePoint now, Duration window) override;
  [[nodiscard]] Task<bool> raise(Duration life) override;
  [[nodiscard]] Task<bool> is_raised() override;

 private:
  Client& client_;
  Script note_;
};

}  // namespace tessera::store::redis
