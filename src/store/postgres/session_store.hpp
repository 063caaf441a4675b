// The durable rows of sessions.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/authn/session_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it.
class SessionStore final : public authn::SessionStore {
 public:
  SessionStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<std::optional<authn::SessionRecord>> load(const Uuid& session) override;
  [[nodiscard]] Task<std::vector<authn::SessionRecord>> list(const Uuid& person,
                                                             TimePoint now) override;
  [[nodiscard]] Task<std::vector<authn::SessionRecord>> list_lapsed(TimePoint now) override;
  [[nodiscard]] Task<std::vector<Uuid>> end(std::vector<authn::SessionEnd> ends,
                                            TimePoint now) override;
  [[nodiscard]] Task<> touch(const Uuid& session, TimePoint seen, Duration gap) override;
  [[nodiscard]] Task<std::optional<authn::SessionRecord>> rotate(const Uuid& session,
                                                                 const Uuid& person,
                                                                 Bytes secret_hash) override;
  [[nodiscard]] Task<TimePoint> issue_not_before() override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
