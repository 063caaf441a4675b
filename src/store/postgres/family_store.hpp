// Grants and refresh families.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oauth/grant_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class FamilyStore final : public oauth::GrantStore {
 public:
  FamilyStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<bool> create(const oauth::NewGrant& grant) override;
  [[nodiscard]] Task<std::optional<oauth::Grant>> load(const Uuid& id) override;
  [[nodiscard]] Task<oauth::RotationOutcome> rotate(const oauth::Rotation& rotation) override;
  [[nodiscard]] Task<std::vector<Uuid>> revoke(const oauth::Revocation& revocation) override;
  [[nodiscard]] Task<bool> spoil_code(const oauth::NewGrant& tombstone, bool known) override;
  [[nodiscard]] Task<std::vector<oauth::SessionClient>> clients_of_session(
      const Uuid& session) override;
  [[nodiscard]] Task<> add_months(TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
