// Reviews of role grants in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oversight/campaign.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it.
class CampaignStore final : public oversight::CampaignStore {
 public:
  CampaignStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<int> start(const oversight::Campaign& campaign, audit::Event event,
                  const std::vector<OutboxMessage>& messages) override;
  Task<std::optional<oversight::Campaign>> load(const Uuid& id) override;
  Task<std::vector<oversight::Campaign>> list(const oversight::CampaignFilter& filter) override;
  Task<std::vector<oversight::CampaignItem>> items(const oversight::ItemFilter& filter) override;
  Task<std::optional<oversight::CampaignItem>> item(const Uuid& campaign,
                                                    const Uuid& role_grant) override;
  Task<bool> decide(const oversight::ItemDecision& decision, audit::Event event) override;
  Task<std::vector<Uuid>> reviewers(const Uuid& campaign) override;
  Task<std::vector<oversight::Campaign>> to_remind(TimePoint due_before, int reminded) override;
  Task<bool> note_reminded(const Uuid& id, int reminded, TimePoint now,
                           const std::vector<OutboxMessage>& messages) override;
  Task<std::vector<oversight::LapsedGrant>> lapsed(TimePoint now) override;
  Task<bool> lapse(const Uuid& role_grant, TimePoint now, audit::Event event) override;
  Task<int> close_done(TimePoint now) override;
  Task<std::optional<TimePoint>> last_scheduled() override;
  Task<std::vector<oversight::UnitReviewer>> unit_reviewers() override;
  Task<bool> set_reviewer(const Uuid& unit, std::optional<Uuid> person, std::optional<Uuid> by,
                          TimePoint now, audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
