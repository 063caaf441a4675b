// Redis implementation of oauth::ReplayStore: SET NX with an expiry.
#pragma once

#include <tessera/oauth/replay_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class ReplayStore final : public oauth::ReplayStore {
 public:
  explicit ReplayStore(Client& client) : client_(client) {}
  [[nodiscard]] Task<bool> first_use(std::string_view kind, std::string_view key,
                                     Duration life) override;

 private:
  Client& client_;
};

}  // namespace tessera::store::redis
