// Consents and the release ledger.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/privacy/privacy_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ConsentStore final : public privacy::ConsentStore {
 public:
  ConsentStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<std::optional<privacy::Consent>> find(const Uuid& person,
                                                           const Uuid& client) override;
  [[nodiscard]] Task<std::string> save(const privacy::ConsentChange& change) override;
  [[nodiscard]] Task<bool> end(const privacy::ConsentEnd& end,
                               std::vector<Uuid>& revoked_grants) override;
  [[nodiscard]] Task<std::vector<privacy::ApprovedDetails>> approved_details(
      const Uuid& person, TimePoint now) override;
  [[nodiscard]] Task<bool> end_grant(const privacy::GrantEnd& end) override;
  [[nodiscard]] Task<std::vector<privacy::ConnectedPortal>> portals(const Uuid& person) override;
  [[nodiscard]] Task<std::vector<privacy::Release>> releases(const Uuid& person,
                                                             std::size_t limit) override;
  [[nodiscard]] Task<> record_release(const privacy::NewRelease& release,
                                      std::vector<audit::Event> events) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
