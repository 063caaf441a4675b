// Outbox messages that end sessions. Handlers are idempotent and throw Unavailable to be called
// again.
#pragma once

#include <tessera/base/bytes.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

class EndedMessages {
 public:
  virtual ~EndedMessages() = default;
  // "person_ended" {"person": id}: all sessions.
  [[nodiscard]] virtual Task<> on_person_ended(BytesView payload) = 0;
  // "affiliation_ended" {"person": id}: those that were made as a civil servant.
  [[nodiscard]] virtual Task<> on_affiliation_ended(BytesView payload) = 0;
  // "session_ended" {"session": id, ...}: the tombstone again, because its first setting may have
  // failed after the row was written. To be called before (or beside) the handler of oauth.
  [[nodiscard]] virtual Task<> on_session_ended(BytesView payload) = 0;
  // "authenticator_ended": the sessions that it proved until then.
  [[nodiscard]] virtual Task<> on_authenticator_ended(BytesView payload) = 0;
};

}  // namespace tessera::authn
