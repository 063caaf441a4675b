// Session records in Redis: one hash per session, "sess:{<session id>}".
#pragma once

#include <tessera/authn/session_store.hpp>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

// Thread-safe; call from io threads. Every failure is Unavailable.
class SessionCache final : public authn::SessionCache {
 public:
  explicit SessionCache(Client& client);
  [[nodiscard]] Task<Answer> load(const Uuid& session, BytesView secret_hash,
                                  TimePoint now) override;
  [[nodiscard]] Task<Answer> peek(const Uuid& session, TimePoint now) override;
  [[nodiscard]] Task<bool> put(const authn::SessionRecord& record, TimePoint now) override;
  [[nodiscard]] Task<> drop(const Uuid& session) override;
  [[nodiscard]] Task<> bury(std::span<const Uuid> sessions) override;

 private:
  Client& client_;
  Script load_;
  Script put_;
  Script drop_;
  Script bury_;
};

}  // namespace tessera::store::redis
