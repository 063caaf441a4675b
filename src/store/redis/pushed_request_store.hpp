// Pushed authorization requests in Redis: "par:{<SHA-256 of the reference>}" for about a minute,
// and "par-used:{...}" once a code was issued.
#pragma once

#include <tessera/oauth/pushed_request.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class PushedRequestStore final : public oauth::PushedRequestStore {
 public:
  explicit PushedRequestStore(Client& client) : client_(client) {}
  [[nodiscard]] Task<> save(const Bytes& hash, std::string sealed, seconds life) override;
  [[nodiscard]] Task<std::optional<std::string>> load(const Bytes& hash) override;
  [[nodiscard]] Task<bool> is_used(const Bytes& hash) override;
  [[nodiscard]] Task<bool> use(const Bytes& hash, seconds remember) override;

 private:
  Client& client_;
};

}  // namespace tessera::store::redis
