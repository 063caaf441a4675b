// Progress of ceremonies in Redis: "flow:{<digest>}", sealed, for an hour after its last step.
#pragma once

#include <tessera/authn/flow.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class FlowStore final : public authn::FlowStore {
 public:
  explicit FlowStore(Client& client);
  [[nodiscard]] Task<std::optional<Kept>> load(const std::string& key) override;
  [[nodiscard]] Task<bool> save(const std::string& key, std::string sealed, std::int64_t expected,
                                Duration life) override;
  [[nodiscard]] Task<> drop(const std::string& key) override;

 private:
  Client& client_;
  Script save_;
};

}  // namespace tessera::store::redis
