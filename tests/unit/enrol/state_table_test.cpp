// The table is model-checked: these hold for every row and every path, not for samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include <tessera/enrol/decide_transition.hpp>

namespace tessera::enrol {
namespace {

std::set<State> reachable_from(State start, bool enabled_only) {
  std::set<State> seen{start};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& row : transitions()) {
      if ((row.enabled || !enabled_only) && seen.contains(row.from))
        grew |= seen.insert(row.to).second;
    }
  }
  return seen;
}

bool has_timer(State state) {
  return std::ranges::any_of(timer_steps(), [&](const auto& step) { return step.state == state; });
}

TEST(StateTable, EveryStateIsReached) {
  const auto all = reachable_from(State::none, false);
  const auto served = reachable_from(State::none, true);
  for (const auto& info : state_infos()) {
    EXPECT_TRUE(all.contains(info.state)) << info.name;
    if (info.state != State::prior)
      EXPECT_EQ(served.contains(info.state), info.enabled) << info.name;
  }
}

TEST(StateTable, EveryOpenStateHasATimerWithARow) {
  for (const auto& info : state_infos()) {
    if (!info.open) {
      EXPECT_FALSE(has_timer(info.state)) << info.name;
      continue;
    }
    EXPECT_TRUE(has_timer(info.state)) << info.name;
  }
  for (const auto& step : timer_steps()) {
    const bool served = info_of(step.state).enabled;
    EXPECT_TRUE(std::ranges::any_of(transitions(), [&](const auto& row) {
      return row.from == step.state && row.event == step.event && row.who == Who::system &&
             row.enabled == served;
    })) << to_string(step.state);
  }
}

TEST(StateTable, NoDeadEnd) {
  for (const auto& info : state_infos()) {
    if (!info.open || !info.enabled) continue;
    const auto ends = reachable_from(info.state, true);
    EXPECT_TRUE(std::ranges::any_of(ends, [](State s) { return !info_of(s).open; })) << info.name;
    // And the applicant can always leave.
    EXPECT_TRUE(
        decide_transition(info.state, Event::withdraw, {.who = Who::applicant}, TimePoint{}))
        << info.name;
  }
}

TEST(StateTable, EveryEndTellsTheApplicantAndSchedulesTheDeletion) {
  for (const auto& row : transitions()) {
    if (info_of(row.to).open || row.to == State::prior || row.from == State::on_hold) continue;
    const auto has = [&](Effect e) {
      return std::ranges::find(row.effects, e) != row.effects.end();
    };
    EXPECT_TRUE(has(Effect::notify_applicant))
        << to_string(row.from) << " " << to_string(row.event);
    EXPECT_TRUE(has(Effect::schedule_deletion))
        << to_string(row.from) << " " << to_string(row.event);
  }
}

// R82: walk every path without an officer; no adverse state may be met.
TEST(StateTable, NoAdverseStateWithoutAHuman) {
  std::set<State> seen{State::none};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& row : transitions()) {
      if (row.who == Who::officer || !seen.contains(row.from)) continue;
      grew |= seen.insert(row.to).second;
    }
  }
  for (const auto state : seen) EXPECT_FALSE(info_of(state).adverse) << to_string(state);
}

TEST(StateTable, OfficersTimersEscalateAndNeverReject) {
  for (const auto state : {State::submitted, State::validation, State::in_review,
                           State::second_review, State::adjudication, State::appealed}) {
    for (const auto& row : transitions()) {
      if (row.from != state || row.event != Event::timer) continue;
      EXPECT_EQ(row.to, state);
      EXPECT_NE(std::ranges::find(row.effects, Effect::escalate), row.effects.end());
    }
  }
}

TEST(StateTable, RejectionAlwaysNeedsAReason) {
  for (const auto& row : transitions()) {
    if (row.to != State::rejected) continue;
    EXPECT_EQ(row.who, Who::officer);
    EXPECT_TRUE(row.guard == Guard::has_reason || row.from == State::on_hold);
  }
  const auto refused = decide_transition(State::in_review, Event::reject,
                                         {.who = Who::officer, .reasons = 0}, TimePoint{});
  EXPECT_EQ(refused.error().id, "transition.no_reason");
}

TEST(StateTable, NothingFollowsAnEndExceptRepudiation) {
  for (const auto& row : transitions()) {
    if (row.from == State::none || row.from == State::active) continue;
    EXPECT_TRUE(info_of(row.from).open) << to_string(row.from);
  }
}

TEST(StateTable, EnabledRowsStayAmongEnabledStates) {
  for (const auto& row : transitions()) {
    if (!row.enabled) continue;
    EXPECT_TRUE(info_of(row.from).enabled && info_of(row.to).enabled) << to_string(row.event);
  }
}

TEST(StateTable, NamesAreReadBack) {
  for (const auto& info : state_infos()) {
    if (info.state == State::none || info.state == State::prior) continue;
    EXPECT_EQ(parse_state(info.name), info.state);
  }
  EXPECT_FALSE(parse_state("none"));
  EXPECT_FALSE(parse_state("prior"));
  EXPECT_FALSE(parse_state("Draft"));
}

// The whole product of states, events and actors: what is not an enabled row is refused.
TEST(DecideTransition, RefusesWhatTheTableDoesNotHave) {
  const Facts everything{.notice_shown = true,
                         .core_complete = true,
                         .evidence_given = true,
                         .consent_recorded = true,
                         .more_supplied = true,
                         .may_edit = true,
                         .authenticators_bound = true,
                         .checklist_complete = true,
                         .reasons = 1};
  for (const auto& info : state_infos()) {
    for (int e = 0; e <= static_cast<int>(Event::repudiate); ++e) {
      for (const auto who : {Who::applicant, Who::officer, Who::system}) {
        auto facts = everything;
        facts.who = who;
        const auto event = static_cast<Event>(e);
        const bool listed = std::ranges::any_of(transitions(), [&](const auto& row) {
          return row.enabled && row.from == info.state && row.event == event && row.who == who;
        });
        const auto outcome = decide_transition(info.state, event, facts, TimePoint{});
        EXPECT_EQ(outcome.has_value(), listed) << info.name << " " << to_string(event);
        if (outcome) EXPECT_EQ(outcome->timer_due.has_value(), info_of(outcome->to).open);
      }
    }
  }
}

TEST(DecideTransition, GuardsSayWhatIsMissing) {
  const auto id = [](State s, Event e, Facts f) {
    return decide_transition(s, e, f, TimePoint{}).error().id;
  };
  EXPECT_EQ(id(State::none, Event::start, {.who = Who::applicant}), "transition.notice");
  EXPECT_EQ(id(State::draft, Event::submit,
               {.who = Who::applicant, .core_complete = true, .consent_recorded = true}),
            "transition.incomplete");
  EXPECT_EQ(id(State::in_review, Event::recommend_approve, {.who = Who::officer}),
            "transition.checklist");
  EXPECT_EQ(id(State::in_review, Event::recommend_approve, {.who = Who::applicant}),
            "transition.actor");
  EXPECT_EQ(id(State::rejected, Event::edit_resubmit, {.who = Who::applicant}),
            "transition.may_not_edit");
  EXPECT_EQ(id(State::approved_pending_binding, Event::bind, {.who = Who::applicant}),
            "transition.not_bound");
  EXPECT_EQ(id(State::active, Event::withdraw, {.who = Who::applicant}), "transition.none");
}

TEST(DecideTransition, RemindersComeAtSevenFourteenAndNineteenDaysThenItExpires) {
  const auto start = from_unix(1'800'000'000);
  auto step = decide_transition(State::in_review, Event::request_more,
                                {.who = Who::officer, .reasons = 1}, start);
  ASSERT_TRUE(step);
  std::vector<int> days_after;
  Facts facts{.entered = start};
  while (step && step->to == State::awaiting_applicant) {
    const auto now = *step->timer_due;
    days_after.push_back(static_cast<int>((now - start) / days{1}));
    facts.timer_step = step->timer_step;
    step = decide_transition(State::awaiting_applicant,
                             *timer_event(State::awaiting_applicant, facts.timer_step), facts, now);
  }
  ASSERT_TRUE(step);
  EXPECT_EQ(step->to, State::expired);
  EXPECT_EQ(days_after, (std::vector{7, 14, 19, 21}));
}

TEST(DecideTransition, AReviewEscalatesAgainAndAgain) {
  const auto monday = from_unix(1'800'230'400);  // 2027-01-18
  auto step = decide_transition(State::submitted, Event::route, {}, monday);
  ASSERT_TRUE(step);
  EXPECT_EQ((*step->timer_due - monday) / days{1}, 4);  // Friday
  const auto friday = *step->timer_due;
  step = decide_transition(State::in_review, Event::timer, {.entered = monday}, friday);
  ASSERT_TRUE(step);
  EXPECT_TRUE(step->stays);
  EXPECT_TRUE(step->has(Effect::escalate));
  EXPECT_EQ((*step->timer_due - friday) / days{1}, 6);  // over one weekend
}

}  // namespace
}  // namespace tessera::enrol
