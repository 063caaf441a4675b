// Which state a person may go to from which (R01), as data.
#pragma once

#include <span>

#include <tessera/people/person.hpp>

namespace tessera::people {

struct PersonTransition {
  PersonState from;
  PersonState to;
  bool ends_sessions;  // leaving active: sessions and token families end
};

[[nodiscard]] std::span<const PersonTransition> person_transitions();
// nullptr: the table has no such step.
[[nodiscard]] const PersonTransition* decide_person_transition(PersonState from, PersonState to);

}  // namespace tessera::people
