// Clients that register themselves, and the tokens that admit them, in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oauth/registration_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe. Does not own what it refers to.
class RegistrationStore final : public oauth::RegistrationStore {
 public:
  RegistrationStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<> save_token(const oauth::InitialAccessToken& token, const Bytes& digest,
                    audit::Event event) override;
  [[nodiscard]] Task<std::vector<oauth::InitialAccessToken>> list_tokens() override;
  [[nodiscard]] Task<bool> revoke_token(const Uuid& id, TimePoint now, audit::Event event) override;
  [[nodiscard]] Task<std::optional<oauth::InitialAccessToken>> find_token(
      const Bytes& digest) override;
  [[nodiscard]] Task<bool> take_token(const Uuid& id, TimePoint now) override;
  Task<> save_client(const oauth::RegisteredClient& client) override;
  [[nodiscard]] Task<std::optional<oauth::RegisteredClient>> find_client(
      const Uuid& client) override;
  Task<> remove_client(const Uuid& client) override;
  [[nodiscard]] Task<int> approvals_needed() override;
  [[nodiscard]] Task<std::vector<Uuid>> unused_clients(TimePoint before) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
