// A person: one random id, two personas over one proofing, attributes with provenance and history.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/people/intervention.hpp>

namespace tessera::people {

// frozen: by the person, by whoever had the link of a notice, or until what staff asked for is done
// (AccountStanding); suspended: by staff.
enum class PersonState { pending_binding, active, frozen, suspended, closed, erased };
[[nodiscard]] std::string_view to_string(PersonState state);
[[nodiscard]] std::optional<PersonState> parse_person_state(std::string_view text);

enum class PersonaKind { citizen, staff };

// Affiliation of a civil servant. In force while starts <= now < ends.
struct Affiliation {
  std::string employer;
  Uuid unit;
  std::string post;
  std::optional<Uuid> sponsor;
  TimePoint starts;
  std::optional<TimePoint> ends;
  [[nodiscard]] bool in_force(TimePoint now) const {
    return starts <= now && (!ends || now < *ends);
  }
};

// Who wished it, and so what lifts it: the person, a case of "this was not me", or what staff asked
// for.
enum class FrozenBy { person, notice, staff };
[[nodiscard]] std::optional<FrozenBy> parse_frozen_by(std::string_view word);
[[nodiscard]] std::string_view to_string(FrozenBy by);

struct Freeze {
  TimePoint since;
  std::optional<TimePoint> until;  // lifted by itself then
  FrozenBy by = FrozenBy::person;
};

struct Person {
  Uuid id;
  PersonState state = PersonState::pending_binding;
  Ial ial = Ial::none;
  bool citizen = false;                    // holds the citizen persona
  std::optional<Affiliation> affiliation;  // holds the staff persona
  std::string locale;                      // preferred, or empty
  TimePoint created;
  std::int64_t version = 0;           // for If-Match
  std::optional<Freeze> freeze = {};  // of a frozen one
  AccountStanding standing = {};
};

// One attribute value. Name is a key of the attribute catalogue ("given_name", "birthdate"); the
// value is UTF-8 text (structured attributes, as address, are JSON text; see the catalogue's type).
struct Attribute {
  std::string name;
  std::string value;
  std::string source;            // "applicant", "register:population", "demo"
  std::string method;            // "self_asserted", "document", "register", "code_mail"
  std::optional<Uuid> verifier;  // officer, or null
  std::optional<TimePoint> verified;
  TimePoint recorded;
};

}  // namespace tessera::people
