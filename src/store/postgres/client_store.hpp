// Clients, their secrets and profiles.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oauth/client_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ClientStore final : public oauth::ClientStore {
 public:
  ClientStore(Pool& pool, audit::Journal& journal, const Clock& clock)
      : pool_(pool), journal_(journal), clock_(clock) {}
  [[nodiscard]] Task<std::int64_t> version() override;
  [[nodiscard]] Task<oauth::ClientSet> load_changed(std::int64_t since) override;
  [[nodiscard]] Task<oauth::ClientSaved> save(const oauth::ClientChange& change) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
  const Clock& clock_;
};

}  // namespace tessera::store::postgres
