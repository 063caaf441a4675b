// Frozen persons and the cases of "this was not me".
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/authn/freeze_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it.
class FreezeStore final : public authn::FreezeStore {
 public:
  FreezeStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<bool> freeze(const authn::FreezeChange& change) override;
  [[nodiscard]] Task<bool> lift(const authn::LiftChange& change) override;
  [[nodiscard]] Task<std::optional<people::Person>> intervene(
      const authn::InterventionChange& change) override;
  [[nodiscard]] Task<bool> add_note(const authn::NoteChange& change) override;
  [[nodiscard]] Task<std::vector<authn::AccountCase>> open_cases(std::optional<Uuid> after,
                                                                 int limit) override;
  [[nodiscard]] Task<std::optional<authn::SealedCase>> load_case(const Uuid& id) override;
  [[nodiscard]] Task<bool> spend(const authn::UsedAuthenticator& used, const Uuid& person,
                                 TimePoint now) override;
  [[nodiscard]] Task<std::vector<Uuid>> list_due(TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
