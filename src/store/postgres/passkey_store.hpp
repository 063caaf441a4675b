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
  // The number of the metadata that counts from now on: the highest that any node ever read.
  [[nodiscard]] Task<std::int64_t> keep_metadata(std::int64_t number, TimePoint next_update,
                                                 TimePoint now);

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

struct KeptMetadata {
  std::int64_t number = 0;
  TimePoint read;  // when this number was read first
};
[[nodiscard]] std::optional<KeptMetadata> load_metadata(Connection& connection);

}  // namespace tessera::store::postgres
