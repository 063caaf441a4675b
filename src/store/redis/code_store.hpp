// Authorization codes in Redis: "code:{<SHA-256 of the code>}", for at most a minute.
#pragma once

#include <tessera/oauth/code_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

class CodeStore final : public oauth::CodeStore {
 public:
  explicit CodeStore(Client& client);
  [[nodiscard]] Task<> save(const Bytes& code_hash, const oauth::CodeRecord& record,
                            seconds life) override;
  [[nodiscard]] Task<oauth::TakenCode> take(const Bytes& code_hash, const Uuid& client,
                                            seconds remember) override;

 private:
  Client& client_;
  Script take_;
};

}  // namespace tessera::store::redis
