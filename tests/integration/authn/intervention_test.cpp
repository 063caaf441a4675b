// Account interventions on PostgreSQL and Redis: what ends, what a sign-in says, what comes back.
#include "tests/integration/authn/recovery_fixture.hpp"

namespace tessera::authn {
namespace {

using people::Intervention;
using people::InterventionEvent;

class InterventionTest : public RecoveryStack {
 protected:
  Result<people::Person> intervene(const Uuid& person, InterventionEvent event) {
    const auto now = context();
    const people::ActingAs by{.kind = "person", .id = Uuid{{9}}, .role = "person_admin"};
    return run([&] { return authn_->interventions().intervene(person, event, "T-1", by, now); });
  }
  people::Person loaded(const Uuid& person) {
    return *run([&] { return people_->load(person); });
  }
  static std::string of(const Uuid& person) { return "person = '" + to_string(person) + "'"; }
};

TEST_F(InterventionTest, AHoldEndsSessionsAndGrantsAtOnceAndTheSignInSaysWhy) {
  for (const auto event :
       {InterventionEvent::suspend, InterventionEvent::block, InterventionEvent::require_reset,
        InterventionEvent::require_reproof, InterventionEvent::require_both}) {
    const std::string word(people::to_string(event));
    const auto who = make_person(word + ".hold@example.org");
    request.flow = "first-" + word;
    browser.device_cookie.clear();
    const auto signed_in = sign_in(who);
    ASSERT_TRUE(lives(signed_in.session_cookie));
    const auto notices = [&] {
      return count("select count(*) from outbox where kind = 'notice' and about = '" +
                   to_string(who.id) + "'");
    };
    const auto before = notices();
    const auto changed = intervene(who.id, event);
    ASSERT_TRUE(changed) << changed.error().id;
    EXPECT_FALSE(lives(signed_in.session_cookie, 0)) << word;
    EXPECT_FALSE(lives(signed_in.session_cookie, 1)) << word;
    EXPECT_EQ(count("select count(*) from outbox where kind = 'person_ended' and about = '" +
                    to_string(who.id) + "'"),
              1);
    EXPECT_EQ(notices(), before + 1);
    EXPECT_EQ(count("select count(*) from journal_event where type = 'person.intervention' "
                    "and subject = '" +
                    to_string(who.id) + "'"),
              1);
    // A stranger and a wrong password learn nothing; right proofs are told, and make no session.
    request.flow = "second-" + word;
    const auto wrong = password(who.login, "wrong");
    const auto nobody = password("nobody.hold@example.org", "wrong");
    EXPECT_EQ(wrong.error().id, nobody.error().id);
    ASSERT_TRUE(password(who.login, kPassword));
    const auto told = code(code_of(who));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->next, SignInStep::frozen) << word;
    EXPECT_FALSE(told->signed_in);
    EXPECT_EQ(told->unlock, "");
    EXPECT_EQ(told->standing, changed->standing);
    EXPECT_EQ(count("select count(*) from session where ended is null and " + of(who.id)), 0);
    clock.advance(seconds{60});
  }
}

TEST_F(InterventionTest, BetweenThePasswordAndTheCodeItLeavesNoSession) {
  for (const auto event :
       {InterventionEvent::suspend, InterventionEvent::block, InterventionEvent::require_reset,
        InterventionEvent::require_reproof, InterventionEvent::require_both}) {
    const std::string word(people::to_string(event));
    const auto who = make_person(word + ".between@example.org");
    request.flow = "between-" + word;
    const auto first = password(who.login, kPassword);
    ASSERT_TRUE(first);
    ASSERT_EQ(first->next, SignInStep::method);
    const auto changed = intervene(who.id, event);
    ASSERT_TRUE(changed) << changed.error().id;
    EXPECT_FALSE(code("000000")) << word;
    const auto told = code(code_of(who));
    ASSERT_TRUE(told) << word;
    EXPECT_EQ(told->next, SignInStep::frozen) << word;
    EXPECT_EQ(told->standing, changed->standing);
    EXPECT_FALSE(told->signed_in);
    EXPECT_EQ(count("select count(*) from session where " + of(who.id)), 0) << word;
    EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.succeeded' and "
                    "subject = '" +
                    to_string(who.id) + "'"),
              0);
    clock.advance(seconds{60});
    // The proofs of that ceremony are gone: a code alone goes on with nothing.
    if (event == InterventionEvent::suspend) {
      ASSERT_TRUE(intervene(who.id, InterventionEvent::lift));
      EXPECT_FALSE(code(code_of(who)));
    }
  }
}

TEST_F(InterventionTest, BesideTheLastProofNoSessionOutlivesIt) {
  for (int turn = 0; turn < 8; ++turn) {
    const auto who = make_person("race" + std::to_string(turn) + "@example.org");
    request.flow = "race-" + std::to_string(turn);
    ASSERT_TRUE(password(who.login, kPassword));
    const auto digits = code_of(who);
    const people::ActingAs by{.kind = "person", .id = Uuid{{9}}, .role = "person_admin"};
    const auto now = context();
    const auto cookies = at_once(2, [&](std::size_t i) -> std::string {
      if (i == 0) {
        const auto done = run(
            [&] {
              return authn_->interventions().intervene(who.id, InterventionEvent::suspend, "T-1",
                                                       by, now);
            },
            i);
        return done ? "suspended" : "";
      }
      const auto result = code(digits, i);
      return result && result->signed_in ? result->signed_in->session_cookie : "";
    });
    EXPECT_EQ(cookies[0], "suspended");
    if (!cookies[1].empty()) {
      EXPECT_FALSE(lives(cookies[1])) << turn;
    }
    EXPECT_EQ(count("select count(*) from session where ended is null and " + of(who.id)), 0);
    clock.advance(seconds{60});
  }
}

TEST_F(InterventionTest, NoStepOutsideTheTableAndNoOtherWayRound) {
  const auto who = make_person("table.hold@example.org");
  EXPECT_EQ(intervene(who.id, InterventionEvent::lift).error().id, "intervention.step");
  EXPECT_EQ(intervene(who.id, InterventionEvent::reset_done).error().id, "intervention.event");
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reproof));
  ASSERT_TRUE(intervene(who.id, InterventionEvent::block));
  EXPECT_EQ(loaded(who.id).state, people::PersonState::suspended);
  // The general change of states lets nobody out who is blocked.
  const auto now = context();
  const people::ActingAs system;
  EXPECT_FALSE(run([&] {
    return people_->change_state(who.id, people::PersonState::active, "x", system, now);
  }));
  EXPECT_EQ(intervene(who.id, InterventionEvent::lift).error().id, "intervention.step");
  ASSERT_TRUE(intervene(who.id, InterventionEvent::unblock));
  EXPECT_EQ(loaded(who.id).standing.word(), Intervention::needs_reproof);
  // Suspended and active again by it: what was asked for is still asked for.
  ASSERT_TRUE(run([&] {
    return people_->change_state(who.id, people::PersonState::suspended, "x", system, now);
  }));
  const auto back = run(
      [&] { return people_->change_state(who.id, people::PersonState::active, "x", system, now); });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->state, people::PersonState::frozen);
  EXPECT_EQ(back->standing.word(), Intervention::needs_reproof);
  EXPECT_FALSE(run([&] { return authn_->freezing().freeze(who.id, std::nullopt, now); }));
  ASSERT_TRUE(intervene(who.id, InterventionEvent::reproof_done));
  EXPECT_EQ(loaded(who.id).state, people::PersonState::active);
  // By hand in the database: refused there too.
  EXPECT_ANY_THROW(
      sql("update person set hold = 'blocked' where id = '" + to_string(who.id) + "'"));
}

TEST_F(InterventionTest, ANewPasswordByRecoveryEndsTheNeedOfOneAndNoOther) {
  for (const auto event : {InterventionEvent::require_reset, InterventionEvent::require_both}) {
    const std::string word(people::to_string(event));
    auto who = make_reachable(word + ".reset@example.org");
    ASSERT_TRUE(intervene(who.id, event));
    forget_mail();
    // Even who knows the old password has to choose another one.
    const auto secret = wait_for(who);
    clock.advance(hours{24});
    const auto binding = confirm(secret.reveal());
    ASSERT_TRUE(binding) << binding.error().id;
    auto ways = new_device(who);
    EXPECT_FALSE(complete(*binding, ways)) << "no password was chosen";
    ways.password = Secret(std::string_view("a quiet blue boat"));
    const auto done = complete(*binding, ways);
    ASSERT_TRUE(done) << done.error().id;
    const auto after = loaded(who.id);
    EXPECT_FALSE(after.standing.needs_reset);
    if (event == InterventionEvent::require_reset) {
      EXPECT_EQ(after.state, people::PersonState::active);
      EXPECT_TRUE(after.standing.okay());
    } else {
      EXPECT_EQ(after.state, people::PersonState::frozen);
      EXPECT_EQ(after.standing.word(), Intervention::needs_reproof);
      ASSERT_TRUE(intervene(who.id, InterventionEvent::reproof_done));
      EXPECT_EQ(loaded(who.id).state, people::PersonState::active);
    }
  }
}

// Requirements 4.6: with another factor at hand a new password is a binding, and waits for nothing;
// who has none waits, since the old password is what staff do not trust.
TEST_F(InterventionTest, AnOrderedResetWaitsOnlyForWhoHasNoOtherFactor) {
  for (const auto event : {InterventionEvent::require_reset, InterventionEvent::require_both}) {
    const std::string word(people::to_string(event));
    const auto who = make_reachable(word + ".at-once@example.org");
    ASSERT_TRUE(intervene(who.id, event));
    forget_mail();
    const auto flow = start(who.login);
    ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
    const auto proven = prove(flow, Method::totp, code_of(who));
    ASSERT_TRUE(proven);
    EXPECT_EQ(proven->grant, (RecoveryGrant{.password = true, .at_once = true}));
    const auto begun = request_recovery(flow);
    ASSERT_TRUE(begun) << begun.error().id;
    ASSERT_FALSE(begun->binding.empty());
    ASSERT_TRUE(
        complete(begun->binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
    const auto after = loaded(who.id).standing;
    EXPECT_FALSE(after.needs_reset);
    EXPECT_EQ(after.needs_reproof, event == InterventionEvent::require_both);
    EXPECT_EQ(active(who, "totp"), 1) << "what was proven stays";
    clock.advance(minutes{1});
  }
  const auto who = make_reachable("waits@example.org", false);
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reset));
  forget_mail();
  const auto flow = start(who.login);
  const auto proven = prove(flow, Method::mail_code, mail_code());
  ASSERT_TRUE(proven);
  EXPECT_EQ(proven->grant, (RecoveryGrant{.password = true}));
  // At the desk nobody waits either.
  EXPECT_TRUE(act([&](const RequestContext& now) {
    return recovery().vouch(who.id, Uuid{{9}}, "passport T-1", now);
  }));
}

// The owner who froze the account fears whoever has the other factor; what staff ask for later
// must not give that one the account at once.
TEST_F(InterventionTest, AnOrderedResetWaitsWhereTheOwnerFrozeTheAccount) {
  const auto who = make_reachable("own.freeze@example.org");
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->freezing().freeze(who.id, std::nullopt, now); }));
  clock.advance(minutes{1});
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reset));
  EXPECT_EQ(loaded(who.id).freeze->by, people::FrozenBy::person);
  forget_mail();
  const auto flow = start(who.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto proven = prove(flow, Method::totp, code_of(who));
  ASSERT_TRUE(proven && proven->grant);
  EXPECT_FALSE(proven->grant->at_once);
}

// Staff who doubt who somebody is do not ask for a password: nobody sets one at once.
TEST_F(InterventionTest, ADemandForANewProofOfIdentityWaits) {
  const auto who = make_reachable("doubt@example.org");
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reproof));
  forget_mail();
  const auto flow = start(who.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto proven = prove(flow, Method::totp, code_of(who));
  ASSERT_TRUE(proven && proven->grant);
  EXPECT_FALSE(proven->grant->at_once);
}

TEST_F(InterventionTest, WhatWasProvenBeforeAnOrderedResetCountsNoMore) {
  const auto who = make_reachable("before@example.org");
  forget_mail();
  const auto flow = start(who.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto proven = prove(flow, Method::totp, code_of(who));
  ASSERT_TRUE(proven && proven->grant && proven->grant->at_once);
  clock.advance(minutes{1});
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reset));
  const auto begun = request_recovery(flow);
  ASSERT_FALSE(begun) << "a new password at once with an old proof";
  EXPECT_EQ(begun.error().id, "recovery.guard");
  clock.advance(minutes{1});
  const auto again = prove(flow, Method::totp, code_of(who));
  ASSERT_TRUE(again && again->grant);
  EXPECT_TRUE(again->grant->at_once);
}

// A case of "this was not me" and a need end each on its own; the account works when both are over.
TEST_F(InterventionTest, ACaseAndANeedEndSeparately) {
  const auto who = make_reachable("case.hold@example.org");
  browser.device_cookie.clear();
  request.flow = "case-1";
  static_cast<void>(sign_in(who));
  const auto token = report_token();
  ASSERT_TRUE(intervene(who.id, InterventionEvent::require_reproof));
  ASSERT_TRUE(report(token));
  EXPECT_EQ(loaded(who.id).freeze->by, people::FrozenBy::notice);
  ASSERT_TRUE(intervene(who.id, InterventionEvent::reproof_done));
  EXPECT_EQ(loaded(who.id).state, people::PersonState::frozen) << "the case is open";
  ASSERT_TRUE(release(who));
  EXPECT_EQ(loaded(who.id).state, people::PersonState::active);
}

TEST_F(InterventionTest, OfTwoParallelStepsOneIsRefused) {
  const auto who = make_person("race.hold@example.org");
  const auto done = at_once(8, [&](std::size_t i) {
    const auto now = context();
    const people::ActingAs by;
    const auto event = i % 2 == 0 ? InterventionEvent::suspend : InterventionEvent::block;
    return run([&] { return authn_->interventions().intervene(who.id, event, "T-1", by, now); },
               i % 2)
        .has_value();
  });
  const auto changes = std::ranges::count(done, true);
  EXPECT_GE(changes, 1);
  EXPECT_LE(changes, 2);  // suspended, then blocked
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.intervention' and "
                  "subject = '" +
                  to_string(who.id) + "'"),
            changes);
}

}  // namespace
}  // namespace tessera::authn
