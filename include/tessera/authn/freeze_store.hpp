// What freezing needs of the database. Each write is one commit of rows, events and messages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/freeze.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

struct FreezeChange {
  Uuid person;
  people::FrozenBy by = people::FrozenBy::person;
  std::optional<TimePoint> until;
  TimePoint now;
  // Of a repudiation: used up, its authenticator suspended, the case opened or continued.
  std::optional<Uuid> notice;
  std::optional<NoticeKind> kind;
  std::optional<Uuid> authenticator;
  Uuid new_case;
  Uuid step;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

struct LiftChange {
  Uuid person;
  std::optional<people::FrozenBy> by;  // only if it was frozen so
  bool due = false;                    // only if its time has passed
  std::optional<CaseOutcome> outcome;  // of the open case ...
  std::optional<Uuid> account_case;    // ... and only if it is this one
  std::optional<TimePoint> since;      // only the freeze of this time
  Uuid step;
  std::optional<Uuid> actor;
  Bytes note;  // sealed, or empty
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

// What staff do to an account, or what the person did about it.
struct InterventionChange {
  Uuid person;
  std::int64_t version = 0;  // as loaded; another one is a conflict
  people::AccountStanding standing;
  // Of staff: sessions and grants end by the messages, what was under way is void.
  bool by_staff = false;
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

struct NoteChange {
  Uuid account_case;
  Uuid step;
  std::optional<Uuid> actor;
  Bytes note;
  TimePoint now;
  std::vector<audit::Event> events;
};

struct SealedCase {
  AccountCase account_case;
  std::vector<Bytes> notes;  // of the steps, in their order; empty: none
};

class FreezeStore {
 public:
  virtual ~FreezeStore() = default;
  // False, and nothing is written: the notice was used before, or the person is in no state for it.
  [[nodiscard]] virtual Task<bool> freeze(const FreezeChange& change) = 0;
  // False: neither frozen (so) nor a case to close.
  [[nodiscard]] virtual Task<bool> lift(const LiftChange& change) = 0;
  // State and standing follow each other: a hold is the state suspended, a need the state frozen,
  // and so is an open case. nullopt if the version is another one by now.
  [[nodiscard]] virtual Task<std::optional<people::Person>> intervene(
      const InterventionChange& change) = 0;
  [[nodiscard]] virtual Task<bool> add_note(const NoteChange& change) = 0;
  [[nodiscard]] virtual Task<std::vector<AccountCase>> open_cases(std::optional<Uuid> after,
                                                                  int limit) = 0;
  [[nodiscard]] virtual Task<std::optional<SealedCase>> load_case(const Uuid& id) = 0;
  // An authenticator proved something though no session comes of it: false if its code was used.
  [[nodiscard]] virtual Task<bool> spend(const UsedAuthenticator& used, const Uuid& person,
                                         TimePoint now) = 0;
  // At most 100.
  [[nodiscard]] virtual Task<std::vector<Uuid>> list_due(TimePoint now) = 0;
};

}  // namespace tessera::authn
