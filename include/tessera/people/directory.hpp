// Lists and look-ups over many persons: admin pages, duplicate detection, and the job that ends
// affiliations. No personal value is decrypted here.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/person.hpp>

namespace tessera::people {

struct PersonFilter {
  std::optional<PersonState> state;
  std::optional<PersonaKind> persona;
  std::optional<Uuid> unit;                    // of the staff persona
  std::optional<Uuid> after;                   // keyset: ids greater than this one
  int limit = 50;                              // 1 to 200
  std::optional<std::vector<Uuid>> only = {};  // of these persons
  std::optional<std::set<Uuid>> units = {};    // of the staff persona: one of them
};

class PersonDirectory {
 public:
  virtual ~PersonDirectory() = default;
  // In the order of ids. Permission is the caller's duty.
  [[nodiscard]] virtual Task<std::vector<Person>> list(const PersonFilter& filter) = 0;
  // Persons whose current value of a fingerprinted attribute equals this one after normalisation;
  // for kind "login" the owner of the login.
  [[nodiscard]] virtual Task<std::vector<Uuid>> same_value(std::string_view kind,
                                                           std::string_view value) = 0;
  // Job, any node, every second or two: of each affiliation whose end has passed the role grants
  // are revoked, and it gets its event "person.affiliation_ended" and its outbox message
  // "affiliation_ended" {"person": id} once.
  // Returns how many.
  [[nodiscard]] virtual Task<int> end_due_affiliations(TimePoint now) = 0;
};

struct EndedAffiliation {
  Uuid id;
  Uuid person;
  Uuid unit;
  std::vector<std::string> role_grants;  // ids of those that end with it
};

class DirectoryStore {
 public:
  virtual ~DirectoryStore() = default;
  [[nodiscard]] virtual Task<std::vector<Person>> list(const PersonFilter& filter) = 0;
  // Ended by now and not yet announced, at most 100.
  [[nodiscard]] virtual Task<std::vector<EndedAffiliation>> load_ended(TimePoint now) = 0;
  // One commit; false if another node was first.
  [[nodiscard]] virtual Task<bool> save_ended(const Uuid& affiliation, TimePoint now,
                                              audit::Event event, OutboxMessage message) = 0;
};

}  // namespace tessera::people
