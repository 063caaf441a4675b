#include <tessera/people/person.hpp>

#include <array>
#include <utility>

#include <tessera/people/person_state_table.hpp>

namespace tessera::people {
namespace {

constexpr std::array<std::pair<PersonState, std::string_view>, 6> kStates{{
    {PersonState::pending_binding, "pending_binding"},
    {PersonState::active, "active"},
    {PersonState::frozen, "frozen"},
    {PersonState::suspended, "suspended"},
    {PersonState::closed, "closed"},
    {PersonState::erased, "erased"},
}};

constexpr std::array kTransitions{
    PersonTransition{PersonState::pending_binding, PersonState::active, false},
    PersonTransition{PersonState::pending_binding, PersonState::closed, false},
    PersonTransition{PersonState::active, PersonState::suspended, true},
    // Freezing and its end are commits of authn: a case may come with them.
    PersonTransition{PersonState::frozen, PersonState::suspended, true},
    PersonTransition{PersonState::frozen, PersonState::closed, true},
    PersonTransition{PersonState::active, PersonState::closed, true},
    PersonTransition{PersonState::suspended, PersonState::active, false},
    PersonTransition{PersonState::suspended, PersonState::closed, true},
    PersonTransition{PersonState::closed, PersonState::erased, true},
};

}  // namespace

std::string_view to_string(PersonState state) {
  for (const auto& [value, text] : kStates) {
    if (value == state) return text;
  }
  return "";
}

std::string_view to_string(FrozenBy by) {
  if (by == FrozenBy::staff) return "staff";
  return by == FrozenBy::person ? "person" : "notice";
}

std::optional<FrozenBy> parse_frozen_by(std::string_view word) {
  for (const auto by : {FrozenBy::person, FrozenBy::notice, FrozenBy::staff}) {
    if (word == to_string(by)) return by;
  }
  return std::nullopt;
}

std::optional<PersonState> parse_person_state(std::string_view text) {
  for (const auto& [value, word] : kStates) {
    if (word == text) return value;
  }
  return std::nullopt;
}

std::span<const PersonTransition> person_transitions() {
  return kTransitions;
}

const PersonTransition* decide_person_transition(PersonState from, PersonState to) {
  for (const auto& transition : kTransitions) {
    if (transition.from == from && transition.to == to) return &transition;
  }
  return nullptr;
}

}  // namespace tessera::people
