#include <tessera/people/intervention.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tessera::people {
namespace {

using enum InterventionEvent;

constexpr std::array<std::pair<Intervention, std::string_view>, 6> kWords{{
    {Intervention::okay, "okay"},
    {Intervention::suspended, "suspended"},
    {Intervention::blocked, "blocked"},
    {Intervention::needs_reset, "needs_reset"},
    {Intervention::needs_reproof, "needs_reproof"},
    {Intervention::needs_both, "needs_both"},
}};

constexpr std::array<std::pair<Hold, std::string_view>, 3> kHolds{
    {{Hold::none, "none"}, {Hold::suspended, "suspended"}, {Hold::blocked, "blocked"}}};

// What an event does, and who may bring it about.
struct Effect {
  InterventionEvent event;
  std::string_view word;
  std::string_view permission;  // "": what the person did
  std::optional<Hold> hold;     // the hold after it, if it changes one
  bool asks_reset = false;
  bool asks_reproof = false;
  bool clears_reset = false;
  bool clears_reproof = false;
};

constexpr std::array<Effect, 9> kEffects{{
    {.event = suspend, .word = "suspend", .permission = "person.suspend", .hold = Hold::suspended},
    {.event = lift, .word = "lift", .permission = "person.suspend", .hold = Hold::none},
    {.event = block, .word = "block", .permission = "person.block", .hold = Hold::blocked},
    {.event = unblock, .word = "unblock", .permission = "person.block", .hold = Hold::none},
    {.event = require_reset,
     .word = "require_reset",
     .permission = "person.suspend",
     .hold = Hold::none,
     .asks_reset = true},
    {.event = require_reproof,
     .word = "require_reproof",
     .permission = "person.suspend",
     .hold = Hold::none,
     .asks_reproof = true},
    {.event = require_both,
     .word = "require_both",
     .permission = "person.suspend",
     .hold = Hold::none,
     .asks_reset = true,
     .asks_reproof = true},
    {.event = reset_done, .word = "reset_done", .permission = "", .hold = {}, .clears_reset = true},
    // Proofed again before the eyes of an officer, who opens recoveries too.
    {.event = reproof_done,
     .word = "reproof_done",
     .permission = "person.recover",
     .hold = {},
     .clears_reproof = true},
}};

constexpr std::array kFromOkay{suspend, block, require_reset, require_reproof, require_both};
constexpr std::array kFromSuspended{lift, block, require_reset, require_reproof, require_both};
constexpr std::array kFromBlocked{unblock};
constexpr std::array kFromNeedsReset{suspend,         lift,         block,
                                     require_reproof, require_both, reset_done};
constexpr std::array kFromNeedsReproof{suspend,       lift,         block,
                                       require_reset, require_both, reproof_done};
constexpr std::array kFromNeedsBoth{suspend, lift, block, reset_done, reproof_done};

constexpr auto kEvents = [] {
  std::array<InterventionEvent, kEffects.size()> events{};
  for (std::size_t i = 0; i < kEffects.size(); ++i) events[i] = kEffects[i].event;
  return events;
}();

const Effect& effect_of(InterventionEvent event) {
  return *std::ranges::find(kEffects, event, &Effect::event);
}

}  // namespace

Intervention AccountStanding::word() const {
  if (hold == Hold::blocked) return Intervention::blocked;
  if (hold == Hold::suspended) return Intervention::suspended;
  if (needs_reset && needs_reproof) return Intervention::needs_both;
  if (needs_reset) return Intervention::needs_reset;
  return needs_reproof ? Intervention::needs_reproof : Intervention::okay;
}

std::string_view to_string(Intervention intervention) {
  return std::ranges::find(kWords, intervention, &decltype(kWords)::value_type::first)->second;
}

std::string_view to_string(InterventionEvent event) {
  return effect_of(event).word;
}

std::string_view to_string(Hold hold) {
  return std::ranges::find(kHolds, hold, &decltype(kHolds)::value_type::first)->second;
}

std::optional<Hold> parse_hold(std::string_view word) {
  for (const auto& [hold, text] : kHolds) {
    if (text == word) return hold;
  }
  return std::nullopt;
}

std::optional<InterventionEvent> parse_intervention_event(std::string_view word) {
  const auto found = std::ranges::find(kEffects, word, &Effect::word);
  if (found == kEffects.end()) return std::nullopt;
  return found->event;
}

std::span<const InterventionEvent> all_intervention_events() {
  return kEvents;
}

std::span<const InterventionEvent> intervention_events(Intervention from) {
  switch (from) {
    case Intervention::okay:
      return kFromOkay;
    case Intervention::suspended:
      return kFromSuspended;
    case Intervention::blocked:
      return kFromBlocked;
    case Intervention::needs_reset:
      return kFromNeedsReset;
    case Intervention::needs_reproof:
      return kFromNeedsReproof;
    case Intervention::needs_both:
      return kFromNeedsBoth;
  }
  return {};
}

std::optional<AccountStanding> decide_intervention(const AccountStanding& standing,
                                                   InterventionEvent event) {
  const auto allowed = intervention_events(standing.word());
  if (std::ranges::find(allowed, event) == allowed.end()) return std::nullopt;
  const auto& effect = effect_of(event);
  auto after = standing;
  if (effect.hold) after.hold = *effect.hold;
  const bool waived = event == lift && standing.hold == Hold::none;
  if (effect.asks_reset) after.needs_reset = true;
  if (effect.asks_reproof) after.needs_reproof = true;
  if (effect.clears_reset || waived) after.needs_reset = false;
  if (effect.clears_reproof || waived) after.needs_reproof = false;
  return after;
}

bool is_user_led(InterventionEvent event) {
  return event == reset_done || event == reproof_done;
}

std::string_view permission_for(InterventionEvent event) {
  return effect_of(event).permission;
}

}  // namespace tessera::people
