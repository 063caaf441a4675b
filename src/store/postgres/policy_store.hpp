// Purposes and levels of sign-in as a deployment lays them down, in PostgreSQL.
#pragma once

#include <tessera/access/policies.hpp>
#include <tessera/audit/journal.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class PolicyStore final : public access::PolicyStore {
 public:
  PolicyStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::optional<std::int64_t>> save_purpose(const access::Purpose& purpose,
                                                 audit::Event event) override;
  Task<std::vector<access::SignInLevel>> levels() override;
  Task<std::optional<std::int64_t>> save_level(const access::SignInLevel& level, TimePoint now,
                                               audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
