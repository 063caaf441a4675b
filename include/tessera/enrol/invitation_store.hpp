// Invitations in the database. Each write is one commit.
#pragma once

#include <optional>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/enrol/invitation.hpp>

namespace tessera::enrol {

struct StoredInvitation {
  Invitation invitation;
  Bytes contact_box;  // empty for the bootstrap, and once it is over
};

struct InvitationStep {
  Uuid id;
  InvitationState from = InvitationState::open;
  InvitationState to = InvitationState::accepted;
  std::optional<Uuid> application;
  std::optional<Uuid> person;
  TimePoint now;
  std::vector<audit::Event> events;
};

class InvitationStore {
 public:
  virtual ~InvitationStore() = default;
  // False: a bootstrap invitation was used before. An open one is revoked by a new one.
  [[nodiscard]] virtual Task<bool> create(const StoredInvitation& invitation,
                                          const Bytes& code_hash, std::vector<audit::Event> events,
                                          std::vector<OutboxMessage> messages) = 0;
  [[nodiscard]] virtual Task<std::optional<StoredInvitation>> load(const Uuid& id) = 0;
  // Open and not yet expired.
  [[nodiscard]] virtual Task<std::optional<StoredInvitation>> find_open(const Bytes& code_hash,
                                                                        TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::vector<Invitation>> list() = 0;
  // False if it is not in `from` any more: an invitation is taken once.
  [[nodiscard]] virtual Task<bool> save_step(const InvitationStep& step) = 0;
  [[nodiscard]] virtual Task<int> expire(TimePoint now) = 0;
};

}  // namespace tessera::enrol
