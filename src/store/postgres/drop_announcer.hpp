// Journal months that the maintenance role dropped: each becomes an event, so that it is seen where
// everything else is seen.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/base/request_context.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class DropAnnouncer {
 public:
  DropAnnouncer(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  // How many were new. Safe on several nodes at once. Throws Unavailable.
  [[nodiscard]] Task<int> run(const RequestContext& context);

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
