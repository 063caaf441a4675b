// Emergencies in PostgreSQL.
#pragma once

#include <tessera/access/emergency.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oversight/break_glass_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it. keys: what seals are checked with.
class BreakGlassStore final : public oversight::BreakGlassStore, public access::Emergencies {
 public:
  BreakGlassStore(Pool& pool, audit::Journal& journal, const crypto::KeyringHolder& keys,
                  Random& random)
      : pool_(pool), journal_(journal), keys_(keys), random_(random) {}

  Task<std::vector<access::HeldRole>> in_force(const Uuid& actor, TimePoint now) override;
  Task<> touched(const Uuid& emergency, const Uuid& person, std::string_view permission,
                 TimePoint now, audit::Event event) override;

  Task<std::vector<std::string>> offered() override;
  Task<oversight::EmergencyFacts> facts(const Uuid& actor, const oversight::EmergencyWish& wish,
                                        const std::vector<std::string>& held) override;
  Task<bool> open(const oversight::Emergency& emergency, audit::Event event,
                  const std::vector<OutboxMessage>& messages) override;
  Task<std::optional<oversight::Emergency>> load(const Uuid& id) override;
  Task<std::vector<oversight::Emergency>> list(const oversight::EmergencyFilter& filter) override;
  Task<std::vector<oversight::Touch>> touches(const Uuid& id) override;
  Task<bool> end(const Uuid& id, const Uuid& actor, TimePoint now, audit::Event event) override;
  Task<oversight::ReviewerFacts> reviewer_facts(const Uuid& id, const Uuid& reviewer) override;
  Task<bool> review(const oversight::NewReview& review) override;
  Task<std::vector<oversight::Emergency>> overdue(TimePoint now) override;
  Task<bool> note_suspended(const Uuid& id, TimePoint now, audit::Event event) override;
  Task<std::vector<Uuid>> overseers(const Uuid& unit, TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
  const crypto::KeyringHolder& keys_;
  Random& random_;
};

}  // namespace tessera::store::postgres
