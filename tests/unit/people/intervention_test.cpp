// Every standing against every event, beside a matrix that was written by hand.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <tessera/people/intervention.hpp>

namespace tessera::people {
namespace {

// Hold and needs, as one word of the test: "S+R" is suspended with a password to be reset.
std::string show(const AccountStanding& s) {
  std::string text = s.hold == Hold::none ? "-" : s.hold == Hold::suspended ? "S" : "B";
  if (s.needs_reset) text += "R";
  if (s.needs_reproof) text += "P";
  return text;
}

std::vector<AccountStanding> all_standings() {
  std::vector<AccountStanding> all;
  for (const auto hold : {Hold::none, Hold::suspended, Hold::blocked}) {
    for (const bool reset : {false, true}) {
      for (const bool reproof : {false, true}) all.push_back({hold, reset, reproof});
    }
  }
  return all;
}

constexpr std::string_view kMatrix = R"(
from  suspend lift block unblock require_reset require_reproof require_both reset_done reproof_done
-     S       .    B     .       -R            -P              -RP          .          .
-R    SR      -    BR    .       .             -RP             -RP          -          .
-P    SP      -    BP    .       -RP           .               -RP          .          -
-RP   SRP     -    BRP   .       .             .               .            -P         -R
S     .       -    B     .       -R            -P              -RP          .          .
SR    .       -R   BR    .       -R            -RP             -RP          .          .
SP    .       -P   BP    .       -RP           -P              -RP          .          .
SRP   .       -RP  BRP   .       -RP           -RP             -RP          .          .
B     .       .    .     -       .             .               .            .          .
BR    .       .    .     -R      .             .               .            .          .
BP    .       .    .     -P      .             .               .            .          .
BRP   .       .    .     -RP     .             .               .            .          .
)";

std::map<std::pair<std::string, std::string>, std::string> matrix() {
  std::map<std::pair<std::string, std::string>, std::string> cells;
  std::istringstream lines{std::string(kMatrix)};
  std::string line, word;
  std::vector<std::string> events;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    if (!(words >> word)) continue;
    const auto from = word;
    for (std::size_t i = 0; words >> word; ++i) {
      if (from == "from")
        events.push_back(word);
      else
        cells[{from, events.at(i)}] = word;
    }
  }
  return cells;
}

TEST(Intervention, EveryStepIsTheOneOfTheMatrix) {
  const auto cells = matrix();
  ASSERT_EQ(cells.size(), 12U * all_intervention_events().size());
  for (const auto& standing : all_standings()) {
    for (const auto event : all_intervention_events()) {
      const auto after = decide_intervention(standing, event);
      EXPECT_EQ(after ? show(*after) : ".",
                cells.at({show(standing), std::string(to_string(event))}))
          << show(standing) << ' ' << to_string(event);
    }
  }
}

TEST(Intervention, WhatAPersonDoesClearsItsOwnNeedAndNothingElse) {
  for (const auto& standing : all_standings()) {
    for (const auto event : {InterventionEvent::reset_done, InterventionEvent::reproof_done}) {
      const auto after = decide_intervention(standing, event);
      if (!after) continue;
      EXPECT_EQ(standing.hold, Hold::none);
      EXPECT_EQ(after->hold, Hold::none);
      if (event == InterventionEvent::reset_done)
        EXPECT_EQ(after->needs_reproof, standing.needs_reproof);
      else
        EXPECT_EQ(after->needs_reset, standing.needs_reset);
    }
  }
}

TEST(Intervention, EachEventHasItsWordAndStaffNeedAPermissionForAllButTheReset) {
  std::set<std::string_view> words;
  for (const auto event : all_intervention_events()) {
    EXPECT_EQ(parse_intervention_event(to_string(event)), event);
    words.insert(to_string(event));
    EXPECT_EQ(permission_for(event).empty(), event == InterventionEvent::reset_done);
  }
  EXPECT_EQ(words.size(), all_intervention_events().size());
  EXPECT_FALSE(parse_intervention_event("unknown"));
  EXPECT_NE(permission_for(InterventionEvent::block), permission_for(InterventionEvent::suspend));
}

// No dead end: each standing leads back to okay.
TEST(Intervention, EveryStandingLeadsBack) {
  for (const auto& start : all_standings()) {
    std::vector<AccountStanding> reached{start};
    for (std::size_t i = 0; i < reached.size(); ++i) {
      for (const auto event : all_intervention_events()) {
        const auto after = decide_intervention(reached[i], event);
        if (after && std::ranges::find(reached, *after) == reached.end()) reached.push_back(*after);
      }
    }
    EXPECT_NE(std::ranges::find(reached, AccountStanding{}), reached.end()) << show(start);
  }
}

}  // namespace
}  // namespace tessera::people
