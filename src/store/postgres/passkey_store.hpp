// What happens to passkeys beside their binding and use.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/authn/passkeys.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it.
class PasskeyStore final : public authn::PasskeyStore {
 public:
  PasskeyStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<> mark_cloned(const Uuid& authenticator, audit::Event event,
                                   std::vector<OutboxMessage> notices, TimePoint now) override;
  [[nodiscard]] Task<> note(audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
