// Break-glass on a real database: each limit at its edge, and what somebody tries to get round it.
#include <future>

#include "endpoints/admin/intervention_desk.hpp"
#include "tests/integration/admin/oversight_fixture.hpp"

namespace tessera::endpoints {
namespace {

using BreakGlassTest = OversightTest;

TEST_F(BreakGlassTest, ItWorksForAnHourInThisSessionAndEachDecisionSaysSo) {
  const auto mine = session(duty_);
  EXPECT_FALSE(require(mine, "person.suspend", citizen_));
  const auto opened = open(mine, wish());
  ASSERT_TRUE(opened) << opened.error().id << opened.error().detail;
  const auto decision = require(mine, "person.suspend", citizen_);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->emergency, opened->id);
  EXPECT_EQ(decision->role, "break_glass:" + to_string(opened->id));
  EXPECT_EQ(decision->path.at(1), "break_glass:" + to_string(opened->id));
  // Nobody else, and nothing else.
  EXPECT_FALSE(require(mine, "person.suspend", officer_));
  EXPECT_FALSE(require(mine, "session.end", citizen_));
  clock.advance(minutes{60} - seconds{1});
  EXPECT_TRUE(require(mine, "person.suspend", citizen_));
  clock.advance(seconds{1});
  EXPECT_FALSE(require(mine, "person.suspend", citizen_)) << "in the old session";
}

TEST_F(BreakGlassTest, EachEventOfItCarriesIt) {
  const auto mine = session(duty_);
  const auto opened = open(mine, wish({"person.suspend", "person.block"}));
  ASSERT_TRUE(opened);
  const auto context = fresh_context();
  const auto actor = actor_in(mine);
  const admin::InterventionDesk desk(deps_);
  ASSERT_TRUE(run([&] {
    return desk.intervene(actor, citizen_, people::InterventionEvent::suspend, "T-1", {}, context);
  }));
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.intervention' and "
                  "body::jsonb ->> 'actor_role' = 'break_glass:" +
                  to_string(opened->id) + "'"),
            1);
  EXPECT_EQ(events("break_glass.opened"), 1);
  EXPECT_EQ(events("break_glass.touched"), 1);
}

TEST_F(BreakGlassTest, ThePersonIsToldOnceAndTheOverseerAtOnce) {
  const auto mine = session(duty_);
  ASSERT_TRUE(open(mine, wish()));
  EXPECT_EQ(told("break_glass"),
            (std::vector<std::pair<Uuid, std::string>>{{overseer_, "break_glass_opened"}}));
  ASSERT_TRUE(require(mine, "person.suspend", citizen_));
  ASSERT_TRUE(require(mine, "person.suspend", citizen_));
  const auto all = told("break_glass");
  EXPECT_EQ(std::ranges::count(all, std::pair<Uuid, std::string>{citizen_, "break_glass_touched"}),
            1);
  EXPECT_EQ(count("select count(*) from break_glass_touch"), 1);
}

TEST_F(BreakGlassTest, OneProofMoreIsNeededFreshAndGoodForOne) {
  auto mine = session(duty_, minutes{5});
  EXPECT_EQ(open(mine, wish()).error().id, "break_glass.factor") << "five minutes old";
  mine = session(duty_);
  mine.created = mine.proofs[0].at;
  EXPECT_EQ(open(mine, wish()).error().id, "break_glass.factor") << "the sign-in itself";
  mine = session(duty_);
  mine.proofs[0].method = authn::Method::totp;
  EXPECT_EQ(open(mine, wish()).error().id, "break_glass.factor") << "may be phished";
  mine = session(duty_);
  mine.proofs[0].user_verified = false;
  EXPECT_EQ(open(mine, wish()).error().id, "break_glass.factor") << "whoever holds the key";
  mine = session(duty_, minutes{5} - seconds{1});
  const auto opened = open(mine, wish());
  ASSERT_TRUE(opened) << opened.error().id;
  // The same proof again, after a review: used.
  const auto context = fresh_context();
  const auto actor = actor_in(mine);
  ASSERT_TRUE(run([&] { return break_glass_.end(actor, opened->id, context); }));
  ASSERT_TRUE(review(session(overseer_), opened->id));
  EXPECT_EQ(open(mine, wish()).error().id, "break_glass.open");
}

TEST_F(BreakGlassTest, OnlyWhatIsOfferedAboutOneNamedPersonAndNotOneself) {
  const auto mine = session(duty_);
  for (const auto* power : {"role_grant.create", "role.write", "break_glass.review",
                            "approval.decide", "audit_event.read", "no.such"})
    EXPECT_EQ(open(mine, wish({power})).error().id, "break_glass.permissions") << power;
  EXPECT_EQ(open(mine, wish({})).error().id, "break_glass.permissions");
  auto open_to_all = wish({"person.reveal"});
  open_to_all.subject.reset();
  EXPECT_EQ(open(mine, open_to_all).error().id, "break_glass.subject");
  auto own = wish();
  own.subject = duty_;
  EXPECT_EQ(open(mine, own).error().id, "break_glass.subject");
  for (const auto length : {minutes{0}, minutes{-5}, minutes{61}}) {
    auto other = wish();
    other.length = length;
    EXPECT_EQ(open(mine, other).error().id, "break_glass.length");
  }
  auto silent = wish();
  silent.reason = "x";
  EXPECT_EQ(open(mine, silent).error().id, "break_glass.reason");
  EXPECT_EQ(open(session(clerk_), wish()).error().id, "access.denied");
  EXPECT_EQ(count("select count(*) from break_glass"), 0);
}

TEST_F(BreakGlassTest, PersonalDataOfTheNamedPersonNeedsNoCaseAndOfNobodyElseIsOpen) {
  const auto mine = session(duty_);
  ASSERT_TRUE(open(mine, wish({"person.reveal", "person.read"})));
  EXPECT_TRUE(require(mine, "person.reveal", citizen_));
  EXPECT_FALSE(require(mine, "person.reveal", officer_));
}

TEST_F(BreakGlassTest, NotByATokenAndNotInAnotherSession) {
  const auto mine = session(duty_);
  ASSERT_TRUE(open(mine, wish()));
  EXPECT_FALSE(require(session(duty_), "person.suspend", citizen_)) << "a second session";
  auto token = actor_in(mine);
  token.by_token = true;
  token.scopes = {access::scope_of("person.suspend"), access::scope_of(access::kBreakGlass)};
  EXPECT_TRUE(token.scopes.contains("admin:break-glasses.write"));
  const auto context = fresh_context();
  const access::Resource resource{.type = "person", .id = to_string(citizen_), .person = citizen_};
  EXPECT_FALSE(run([&] { return access_->require(token, "person.suspend", resource, context); }));
  EXPECT_EQ(run([&] { return break_glass_.open(token, mine, wish(), context); }).error().id,
            "break_glass.token");
}

// Two in a row would be two hours.
TEST_F(BreakGlassTest, NoSecondOneBeforeTheFirstWasReviewed) {
  ASSERT_TRUE(open(session(duty_), wish()));
  EXPECT_EQ(open(session(duty_), wish()).error().id, "break_glass.open");
  clock.advance(minutes{61});
  EXPECT_EQ(open(session(duty_), wish()).error().id, "break_glass.open");
  const auto id = sql("select id from break_glass")[0].uuid(0);
  ASSERT_TRUE(review(session(overseer_), id));
  EXPECT_TRUE(open(session(duty_), wish()));
}

TEST_F(BreakGlassTest, OfTwoAtOnceOneIsDeclared) {
  const auto context = fresh_context();
  std::vector<std::future<bool>> tries;
  for (std::size_t i = 0; i < 6; ++i) {
    const auto mine = session(duty_);
    const auto actor = actor_in(mine);
    tries.push_back(std::async(std::launch::async, [this, mine, actor, context, i] {
      return run([&] { return break_glass_.open(actor, mine, wish(), context); }, i % 2)
          .has_value();
    }));
  }
  int opened = 0;
  for (auto& each : tries) opened += each.get() ? 1 : 0;
  EXPECT_EQ(opened, 1);
}

TEST_F(BreakGlassTest, ItEndsWithTheRoleAndWithTheServiceAndByHand) {
  const auto mine = session(duty_);
  const auto opened = open(mine, wish());
  ASSERT_TRUE(opened);
  sql("update role_grant set revoked = now(), seal = null where person = '" + to_string(duty_) +
      "'");
  EXPECT_FALSE(require(mine, "person.suspend", citizen_));
}

// A row that was written or altered past tessera gives nothing.
TEST_F(BreakGlassTest, ARowWithoutARightSealCountsForNothing) {
  const auto mine = session(duty_);
  const auto opened = open(mine, wish());
  ASSERT_TRUE(opened);
  ASSERT_TRUE(require(mine, "person.suspend", citizen_));
  const auto of = " where id = '" + to_string(opened->id) + "'";
  sql("update break_glass set permissions = permissions || '{person.block}'" + of);
  EXPECT_FALSE(require(mine, "person.block", citizen_));
  EXPECT_FALSE(require(mine, "person.suspend", citizen_));
}

TEST_F(BreakGlassTest, WhoIsUnrelatedReviewsAndNobodyElse) {
  const auto below_tax = unit("Tax, north", tax_);
  const auto above = staff("above@example.gov", access::kRootUnit);
  const auto same = staff("same@example.gov", tax_);
  const auto below = staff("below@example.gov", below_tax);
  const auto sponsored = staff("sponsored@example.gov", audit_, std::nullopt, duty_);
  const auto second = staff("second@example.gov", audit_, std::nullopt, sponsored);
  const auto accomplice = staff("accomplice@example.gov", audit_);
  const auto giver = staff("giver@example.gov", audit_);
  for (const auto& each : {above, same, below, sponsored, second, accomplice, giver})
    grant(each, "overseer");
  // As if the actor had granted the one, and the other the actor.
  sql("update role_grant set granted_by = '" + to_string(duty_) + "' where person = '" +
      to_string(accomplice) + "'");
  const auto opened = open(session(duty_), wish());
  ASSERT_TRUE(opened);
  EXPECT_EQ(review(session(overseer_), opened->id).error().id, "break_glass.running");
  clock.advance(minutes{60});
  const auto detail = [&](const Uuid& who) {
    const auto result = review(session(who), opened->id);
    return result ? "done" : result.error().id + ' ' + result.error().detail;
  };
  EXPECT_EQ(detail(above), "break_glass.related unit_line");
  EXPECT_EQ(detail(same), "break_glass.related unit_line");
  EXPECT_EQ(detail(below), "break_glass.related unit_line");
  EXPECT_EQ(detail(sponsored), "break_glass.related subordination");
  EXPECT_EQ(detail(second), "break_glass.related subordination");
  EXPECT_NE(detail(accomplice), "done");
  EXPECT_TRUE(run([&] { return emergencies_.reviewer_facts(opened->id, accomplice); }).owes_power);
  EXPECT_FALSE(run([&] { return emergencies_.reviewer_facts(opened->id, giver); }).owes_power);
  sql("update role_grant set granted_by = '" + to_string(giver) + "' where person = '" +
      to_string(duty_) + "'");
  EXPECT_EQ(detail(giver), "break_glass.related gave_power");
  // Or had opened the actor's role to the client that gave it.
  sql("update role_grant set granted_by = null, openers = array['" + to_string(giver) +
      "'::uuid] where person = '" + to_string(duty_) + "'");
  EXPECT_EQ(detail(giver), "break_glass.related gave_power");
  EXPECT_EQ(detail(clerk_).substr(0, 13), "access.denied");
  EXPECT_NE(review(session(duty_), opened->id).error().id, "");
  EXPECT_EQ(review(session(overseer_, minutes{6}), opened->id).error().id, "break_glass.factor");
  EXPECT_EQ(detail(overseer_), "done");
  EXPECT_EQ(detail(overseer_), "break_glass.reviewed ");
  EXPECT_EQ(events("break_glass.reviewed"), 1);
}

// R37: what approvers signed is done as the reviewer, who must still be allowed to review.
TEST_F(BreakGlassTest, AReviewerWhoLostHisRightMeanwhileDoesNotCloseIt) {
  const auto opened = open(session(duty_), wish());
  ASSERT_TRUE(opened);
  clock.advance(minutes{60});
  access::ApprovalRequest request{.kind = access::ApprovalKind::break_glass,
                                  .subject = to_string(opened->id),
                                  .requester = overseer_,
                                  .unit = opened->unit};
  request.object = access::render_object(request, {{"break_glass", to_string(opened->id)},
                                                   {"actor", to_string(duty_)},
                                                   {"reviewer", to_string(overseer_)},
                                                   {"verdict", "justified"},
                                                   {"findings", "it was needed"}});
  const auto execute = [&] {
    const auto context = fresh_context();
    const auto done = run([&] { return break_glass_.execute(request, context); });
    return done ? "done" : done.error().id;
  };
  const auto of = " where person = '" + to_string(overseer_) + "'";
  sql("update role_grant set ends = now() - interval '1 minute', starts = now() - interval '1 "
      "day'" +
      of);
  EXPECT_EQ(execute(), "access.denied");
  EXPECT_EQ(count("select count(*) from break_glass where reviewed is null"), 1);
  grant(overseer_, "overseer");
  // Who came into the actor's line meanwhile has something to do with him.
  sql("update affiliation set unit = '" + to_string(tax_) + "'" + of);
  EXPECT_EQ(execute(), "break_glass.related");
  sql("update affiliation set unit = '" + to_string(audit_) + "'" + of);
  EXPECT_EQ(execute(), "done");
  EXPECT_EQ(execute(), "done") << "a second time changes nothing";
  EXPECT_EQ(count("select count(*) from journal_event where type = 'break_glass.reviewed' and "
                  "actor = '" +
                  to_string(overseer_) + "'"),
            1);
}

TEST_F(BreakGlassTest, ATokenWithoutTheScopeDoesNotReachOnesOwn) {
  const auto mine = session(duty_);
  const auto opened = open(mine, wish());
  ASSERT_TRUE(opened);
  auto token = actor_in(mine);
  token.by_token = true;
  const auto context = fresh_context();
  EXPECT_FALSE(run([&] { return break_glass_.get(token, opened->id, context); }));
  EXPECT_FALSE(run([&] { return break_glass_.list(token, {}, context); }));
  EXPECT_FALSE(run([&] { return break_glass_.end(token, opened->id, context); }));
  token.scopes = {access::scope_of(access::kBreakGlass)};
  EXPECT_FALSE(run([&] { return break_glass_.get(token, opened->id, context); }));
  EXPECT_FALSE(run([&] { return break_glass_.list(token, {}, context); }));
  token.scopes.insert(access::scope_of("break_glass.read"));
  EXPECT_TRUE(run([&] { return break_glass_.get(token, opened->id, context); }));
  EXPECT_TRUE(run([&] { return break_glass_.list(token, {}, context); }));
  EXPECT_TRUE(run([&] { return break_glass_.end(token, opened->id, context); }));
}

TEST_F(BreakGlassTest, WithoutAReviewInThreeDaysTheActorIsSuspended) {
  const auto mine = session(duty_);
  ASSERT_TRUE(open(mine, wish()));
  clock.advance(hours{72} - seconds{1});
  EXPECT_EQ(suspend_overdue(), 0);
  EXPECT_EQ(state_of(duty_), "active");
  clock.advance(seconds{1});
  EXPECT_EQ(suspend_overdue(), 1);
  EXPECT_EQ(state_of(duty_), "suspended");
  EXPECT_EQ(events("break_glass.unreviewed"), 1);
  EXPECT_EQ(suspend_overdue(), 0);
}

TEST_F(BreakGlassTest, AReviewInTimeLeavesHimAlone) {
  ASSERT_TRUE(open(session(duty_), wish()));
  clock.advance(hours{71});
  ASSERT_TRUE(review(session(overseer_), sql("select id from break_glass")[0].uuid(0)));
  clock.advance(hours{2});
  EXPECT_EQ(suspend_overdue(), 0);
  EXPECT_EQ(state_of(duty_), "active");
}

}  // namespace
}  // namespace tessera::endpoints
