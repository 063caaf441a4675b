// What enrolment needs of the database, in its words. Each write is one commit of rows, events and
// messages; implementations throw Unavailable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/enrol/application.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::enrol {

struct SealedValue {
  std::string name;
  Bytes box;
  std::optional<TimePoint> verified;
};

// One outcome. `next` is the whole row after it; next.version is the version it was loaded with.
struct ApplicationChange {
  Application next;
  std::vector<SealedValue> values;                // replace those of the same names
  std::vector<people::Fingerprint> fingerprints;  // replace those of the same kinds
  std::vector<HistoryStep> steps;
  std::vector<DuplicateHit> duplicates;  // open a case each
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

struct SealedApplication {
  Bytes wrapped_key;
  std::vector<SealedValue> values;
};

struct QueueFilter {
  std::optional<State> state;    // in_review if absent
  std::optional<Uuid> assignee;  // nil: unassigned only
  int limit = 100;
};

class ApplicationStore {
 public:
  virtual ~ApplicationStore() = default;
  [[nodiscard]] virtual Task<> create(const ApplicationChange& change,
                                      const people::WrappedKey& key) = 0;
  [[nodiscard]] virtual Task<std::optional<Application>> load(const Uuid& id) = 0;
  // False if the version is another by now, or if another application with this mail address was
  // approved and has no person yet: nothing was written.
  [[nodiscard]] virtual Task<bool> save(const ApplicationChange& change) = 0;
  [[nodiscard]] virtual Task<std::optional<Application>> find_tracking(
      std::string_view tracking) = 0;
  [[nodiscard]] virtual Task<std::optional<Application>> find_continuation(const Bytes& hash,
                                                                           TimePoint now) = 0;
  // nullopt once the personal data is deleted.
  [[nodiscard]] virtual Task<std::optional<SealedApplication>> load_values(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::vector<HistoryStep>> load_history(const Uuid& id) = 0;
  // Other applications, not withdrawn, expired or lapsed, that carry this value.
  [[nodiscard]] virtual Task<std::vector<Uuid>> match(const Uuid& except, std::string_view kind,
                                                      std::span<const Bytes> values) = 0;
};

// Lists over many applications: the registrars' queue and the jobs.
class ApplicationLists {
 public:
  virtual ~ApplicationLists() = default;
  // Oldest first.
  [[nodiscard]] virtual Task<std::vector<Application>> queue(const QueueFilter& filter) = 0;
  // Open cases by officer.
  [[nodiscard]] virtual Task<std::vector<std::pair<Uuid, int>>> loads() = 0;
  [[nodiscard]] virtual Task<std::vector<DuplicateHit>> load_duplicates(const Uuid& id) = 0;
  // Timers that are due, at most 100.
  [[nodiscard]] virtual Task<std::vector<Application>> due_timers(TimePoint now) = 0;
  // Whose personal data has to go by now, at most 100.
  [[nodiscard]] virtual Task<std::vector<Application>> due_deletions(TimePoint now) = 0;
  // Key, values, fingerprints, scans: one commit with its events. False if another node was first.
  [[nodiscard]] virtual Task<bool> delete_personal_data(const Uuid& id, TimePoint now,
                                                        std::vector<audit::Event> events) = 0;
};

// The 6-digit code that proves a mail address: one live code per application.
class ContactCodeStore {
 public:
  virtual ~ContactCodeStore() = default;
  [[nodiscard]] virtual Task<> save_code(const Uuid& application, const Bytes& mac,
                                         TimePoint expires, TimePoint now,
                                         std::vector<audit::Event> events,
                                         std::vector<OutboxMessage> messages) = 0;
  // Redeems: counts a try, and is true once for the right code before its end, within 5 tries.
  [[nodiscard]] virtual Task<bool> take_code(const Uuid& application, const Bytes& mac,
                                             TimePoint now) = 0;
};

}  // namespace tessera::enrol
