// What people need of the database, in their words. Each write is one commit of rows, events and
// messages; implementations throw Unavailable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/envelope.hpp>
#include <tessera/people/person.hpp>

namespace tessera::people {

// An attribute value as it is stored: the box instead of the value.
struct SealedAttribute {
  std::string name;
  Bytes box;
  std::string source;
  std::string method;
  std::optional<Uuid> verifier;
  std::optional<TimePoint> verified;
  TimePoint recorded;
};

// kind "login" is unique over all persons; other kinds are attribute names.
struct Fingerprint {
  std::string kind;
  Bytes value;
  std::vector<Bytes> all_keys;  // the same value under every fingerprint key
};

struct NewPersonRows {
  Person person;
  WrappedKey key;
  std::vector<SealedAttribute> attributes;
  std::vector<Fingerprint> fingerprints;
  std::vector<audit::Event> events;
};

struct AttributeChange {
  Uuid person;
  std::vector<SealedAttribute> attributes;  // supersede the current ones of the same names
  std::vector<Fingerprint> fingerprints;    // replace those of the same kinds
  TimePoint now;
  std::vector<audit::Event> events;
};

struct StateChange {
  Uuid person;
  PersonState from = PersonState::pending_binding;
  PersonState to = PersonState::active;
  std::int64_t version = 0;  // as loaded; another one is a conflict
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

// To another unit: what the person holds is reviewed until then, or lapses (docs/adr/0040).
struct Move {
  Uuid campaign;
  TimePoint due;
  OutboxMessage message;  // tells the reviewers
};

inline constexpr days kMoveReview{14};
[[nodiscard]] Move make_move(TimePoint now, Random& random);

struct AffiliationChange {
  Uuid person;
  Affiliation affiliation;
  std::int64_t version = 0;
  TimePoint now;
  std::vector<audit::Event> events;
  std::optional<Move> move = {};
};

// The stored values of one person with the key that opens them.
struct SealedPerson {
  Bytes wrapped_key;
  std::vector<SealedAttribute> attributes;
};

class PersonStore {
 public:
  virtual ~PersonStore() = default;
  // Errc::conflict "login.taken" or "person.exists".
  [[nodiscard]] virtual Task<Result<void>> create(const NewPersonRows& rows) = 0;
  [[nodiscard]] virtual Task<std::optional<Person>> load(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::optional<Person>> find_by_login(
      std::span<const Bytes> logins) = 0;
  // Current values of these names, all if empty; nullopt if the person or its key is gone.
  [[nodiscard]] virtual Task<std::optional<SealedPerson>> load_attributes(
      const Uuid& person, std::span<const std::string> names) = 0;
  // False if there is no such person with a key.
  [[nodiscard]] virtual Task<bool> save_attributes(const AttributeChange& change) = 0;
  // nullopt if state or version are others by now. To erased: key, fingerprints and logins go.
  [[nodiscard]] virtual Task<std::optional<Person>> save_state(const StateChange& change) = 0;
  [[nodiscard]] virtual Task<std::optional<Person>> save_affiliation(
      const AffiliationChange& change) = 0;
  // Persons who hold this value now.
  [[nodiscard]] virtual Task<std::vector<Uuid>> match(std::string_view kind,
                                                      std::span<const Bytes> values) = 0;
};

}  // namespace tessera::people
