// Answers that are kept for repeated requests: "idempotency:{<name>}".
#pragma once

#include <tessera/base/idempotency_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class IdempotencyStore final : public tessera::IdempotencyStore {
 public:
  explicit IdempotencyStore(Client& client) : client_(client) {}
  [[nodiscard]] Task<std::optional<std::string>> claim(const Bytes& name, seconds life) override;
  [[nodiscard]] Task<> save(const Bytes& name, std::string sealed, seconds life) override;
  [[nodiscard]] Task<> release(const Bytes& name) override;

 private:
  Client& client_;
};

}  // namespace tessera::store::redis
