// The table is model-checked: these hold for every row and every path, not for samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include <tessera/authn/recovery_table.hpp>

namespace tessera::authn {
namespace {

using S = RecoveryState;
using E = RecoveryEvent;
using W = RecoveryWho;

constexpr RecoveryPolicy kPolicy;
constexpr TimePoint kNow{seconds{1'800'000'000}};

const RecoveryStateInfo& info(S state) {
  return recovery_states()[static_cast<std::size_t>(state)];
}

template <class Keep>
std::set<S> reachable(S start, Keep keep) {
  std::set<S> seen{start};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& row : recovery_transitions()) {
      if (seen.contains(row.from) && keep(row)) grew |= seen.insert(row.to).second;
    }
  }
  return seen;
}
constexpr auto kAll = [](const RecoveryTransition&) { return true; };

RecoveryFacts everything(W who) {
  return {.who = who,
          .enough = true,
          .at_once = false,
          .vouched = true,
          .secret_right = true,
          .has_secret = true,
          .reached = true};
}

TEST(RecoveryTable, EveryStateIsReached) {
  EXPECT_EQ(reachable(S::none, kAll).size(), recovery_states().size());
}

TEST(RecoveryTable, NoDeadEnd) {
  for (const auto& state : recovery_states()) {
    if (!state.open) continue;
    const auto ends = reachable(state.state, kAll);
    EXPECT_TRUE(ends.contains(S::completed)) << state.name;
    // Time alone leads to an end or a step nearer to it, whatever the facts are.
    for (const bool secret : {false, true}) {
      const RecoveryFacts facts{.who = W::system, .has_secret = secret};
      const auto due = decide_recovery(state.state, due_event(state.state), facts, kPolicy, kNow);
      ASSERT_TRUE(due) << state.name;
      EXPECT_NE(due->to, state.state);
    }
    // The owner can always stop it, and a newer one can take its place.
    EXPECT_EQ(decide_recovery(state.state, E::cancel, {.who = W::owner}, kPolicy, kNow)->to,
              S::cancelled);
    EXPECT_EQ(decide_recovery(state.state, E::replace, {.who = W::system}, kPolicy, kNow)->to,
              S::cancelled);
  }
}

TEST(RecoveryTable, EveryOpenStateHasATimeAndNoOtherHas) {
  for (const auto& row : recovery_transitions()) {
    const auto to = decide_recovery(
        row.from, row.event,
        [&] {
          auto facts = everything(row.who);
          facts.at_once = row.guard == RecoveryGuard::at_once;
          facts.has_secret = row.guard != RecoveryGuard::none;
          return facts;
        }(),
        kPolicy, kNow);
    ASSERT_TRUE(to) << to_string(row.from) << " " << to_string(row.event);
    EXPECT_EQ(to->to, row.to);
    EXPECT_EQ(to->due.has_value(), info(row.to).open) << to_string(row.to);
    if (to->due) EXPECT_GT(*to->due, kNow);
  }
}

TEST(RecoveryTable, NothingFollowsAnEnd) {
  for (const auto& row : recovery_transitions()) {
    EXPECT_TRUE(row.from == S::none || info(row.from).open);
    EXPECT_NE(row.to, S::none);
  }
}

// New authenticators are reached only past the wait and the secret, or by what is a binding, or by
// an officer.
TEST(RecoveryTable, NoWayAroundTheWaitAndTheSecret) {
  EXPECT_FALSE(reachable(S::none, [](const auto& row) {
                 return row.guard != RecoveryGuard::at_once &&
                        row.guard != RecoveryGuard::secret_right;
               }).contains(S::completed));
  EXPECT_FALSE(reachable(S::none, [](const auto& row) {
                 return row.guard != RecoveryGuard::at_once && row.event != E::wait_over &&
                        row.event != E::vouch;
               }).contains(S::completed));
  for (const auto& row : recovery_transitions()) {
    if (row.to != S::completed) continue;
    EXPECT_EQ(row.from, S::binding);
    EXPECT_EQ(row.guard, RecoveryGuard::reached);
  }
}

TEST(RecoveryTable, TheOwnerIsToldOfEveryBeginAndEnd) {
  for (const auto& row : recovery_transitions()) {
    if (row.event == E::replace) continue;  // the newer one tells
    const bool end = !info(row.to).open;
    const bool begin = row.from == S::none;
    if (!begin && !end && row.event != E::wait_over) continue;
    EXPECT_NE(std::ranges::find(row.effects, RecoveryEffect::tell_all), row.effects.end())
        << to_string(row.from) << " " << to_string(row.event);
  }
}

TEST(RecoveryTable, CompletionEndsSessionsAndNothingElseDoes) {
  for (const auto& row : recovery_transitions()) {
    const bool ends =
        std::ranges::find(row.effects, RecoveryEffect::end_sessions) != row.effects.end();
    EXPECT_EQ(ends, row.to == S::completed);
  }
}

// The whole product of states, events and actors: what is no row is refused.
TEST(DecideRecovery, RefusesWhatTheTableDoesNotHave) {
  for (const auto& state : recovery_states()) {
    for (int e = 0; e <= static_cast<int>(E::timer); ++e) {
      for (int w = 0; w <= static_cast<int>(W::system); ++w) {
        const auto event = static_cast<E>(e);
        const auto who = static_cast<W>(w);
        const bool known = std::ranges::any_of(recovery_transitions(), [&](const auto& row) {
          return row.from == state.state && row.event == event && row.who == who;
        });
        EXPECT_EQ(decide_recovery(state.state, event, everything(who), kPolicy, kNow).has_value(),
                  known)
            << state.name << " " << to_string(event);
      }
    }
  }
}

TEST(DecideRecovery, GuardsAreAskedForOneByOne) {
  const auto refused = [](S state, E event, RecoveryFacts facts) {
    return decide_recovery(state, event, facts, kPolicy, kNow).error().id;
  };
  EXPECT_EQ(refused(S::none, E::request, {}), "recovery.guard");
  EXPECT_EQ(refused(S::none, E::request, {.at_once = true}), "recovery.guard");
  EXPECT_EQ(refused(S::none, E::vouch, {.who = W::officer}), "recovery.guard");
  EXPECT_EQ(refused(S::ready, E::confirm, {}), "recovery.guard");
  EXPECT_EQ(refused(S::binding, E::bind, {.secret_right = true}), "recovery.guard");
  EXPECT_EQ(refused(S::waiting, E::confirm, {.secret_right = true}), "recovery.state");
  EXPECT_EQ(refused(S::ready, E::confirm, {.who = W::owner, .secret_right = true}),
            "recovery.actor");
}

TEST(DecideRecovery, TheWaitIsOfThePolicy) {
  const RecoveryFacts enough{.enough = true};
  EXPECT_EQ(*decide_recovery(S::none, E::request, enough, kPolicy, kNow)->due, kNow + hours{24});
  const RecoveryPolicy longer{.wait = hours{72}};
  EXPECT_EQ(*decide_recovery(S::none, E::request, enough, longer, kNow)->due, kNow + hours{72});
}

TEST(RecoveryTable, NamesAreReadBack) {
  for (const auto& state : recovery_states()) {
    if (state.state != S::none) EXPECT_EQ(parse_recovery_state(state.name), state.state);
  }
  EXPECT_FALSE(parse_recovery_state("none"));
  EXPECT_FALSE(parse_recovery_state("Ready"));
}

}  // namespace
}  // namespace tessera::authn
