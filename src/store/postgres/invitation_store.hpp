// Invitations in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/enrol/invitation_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class InvitationStore final : public enrol::InvitationStore {
 public:
  InvitationStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  Task<bool> create(const enrol::StoredInvitation& invitation, const Bytes& code_hash,
                    std::vector<audit::Event> events, std::vector<OutboxMessage> messages) override;
  Task<std::optional<enrol::StoredInvitation>> load(const Uuid& id) override;
  Task<std::optional<enrol::StoredInvitation>> find_open(const Bytes& code_hash,
                                                         TimePoint now) override;
  Task<std::vector<enrol::Invitation>> list() override;
  Task<bool> save_step(const enrol::InvitationStep& step) override;
  Task<int> expire(TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
