// Four eyes: the way of a request, and who does not count.
#include "tests/integration/authn/approval_fixture.hpp"

namespace tessera::authn {
namespace {

using access::Verdict;
using ::testing::SizeIs;

TEST_F(ApprovalTest, ASensitiveRoleIsHeldOnceSomebodyElseSigned) {
  const auto made = ask(admin_, clerk_);
  ASSERT_TRUE(made) << made.error().id;
  ASSERT_FALSE(made->grant);
  const auto& request = *made->request;
  EXPECT_EQ(request.needed, 1);
  EXPECT_EQ(request.pool, 1);
  EXPECT_EQ(told_.count(NoticeKind::approval_waiting), 1U);
  EXPECT_FALSE(may(clerk_, "application.decide"));
  EXPECT_EQ(state_of(approve(approver_, request)), "executed");
  EXPECT_TRUE(may(clerk_, "application.decide"));
  EXPECT_TRUE(may(clerk_, "application.decide")) << "remembered";
  EXPECT_EQ(told_.count(NoticeKind::approval_executed), 2U) << "who asked, and whom it is for";
  for (const auto* type :
       {"approval.requested", "approval.given", "approval.approved", "approval.executed"})
    EXPECT_EQ(events(type), 1) << type;
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.closed");
}

TEST_F(ApprovalTest, TheSystemUserNeedsApproversToo) {
  const auto made = AWAIT(requests_.create(
      access::system_actor(),
      {.person = clerk_, .role = "registrar", .unit = access::kRootUnit, .reason = "first officer"},
      context()));
  ASSERT_TRUE(made && made->request);
  EXPECT_EQ(state_of(approve(approver_, *made->request)), "executed");
  EXPECT_TRUE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalTest, WhoAsksAndWhoGainsDoNotDecide) {
  give(admin_, "approver");
  bind(admin_);
  give(clerk_, "approver");
  bind(clerk_);
  const auto request = asked();
  EXPECT_EQ(request.pool, 1);
  EXPECT_EQ(state_of(approve(admin_, request)), "approval.requester");
  EXPECT_EQ(state_of(approve(clerk_, request)), "approval.beneficiary");
  EXPECT_EQ(events("access.denied"), 2);
  EXPECT_EQ(state(request), "pending");
}

TEST_F(ApprovalTest, NobodyWhomTheySponsoredDecides) {
  const auto request = asked();
  const auto below = make_approver(admin_);
  const auto further = make_approver(make_staff(clerk_));
  EXPECT_EQ(state_of(approve(below, request)), "approval.subordinate");
  EXPECT_EQ(state_of(approve(further, request)), "approval.subordinate");
  EXPECT_EQ(state(request), "pending");
}

TEST_F(ApprovalTest, AnApproverWhomTheRequesterMadeDoesNotDecide) {
  const auto friendly = make_staff();
  // As where a grant needs no approval for the sake of the permission.
  sql("update permission set approvals = 0 where name = 'approval.decide'");
  give(friendly, "approver", admin_);
  bind(friendly);
  const auto request = asked();
  EXPECT_EQ(request.pool, 1);
  EXPECT_EQ(state_of(approve(friendly, request)), "approval.put_in");
  // Another grant of the role, by somebody else, is a different matter.
  take(friendly, "approver");
  give(friendly, "approver");
  // As if the requester had opened the role to the client that gave it.
  const auto his = " where person = '" + to_string(friendly) + "' and revoked is null";
  sql("update role_grant set openers = array['" + to_string(admin_) + "'::uuid]" + his);
  EXPECT_EQ(state_of(approve(friendly, request)), "approval.put_in");
  sql("update role_grant set openers = '{}'" + his);
  EXPECT_EQ(state_of(approve(friendly, request)), "executed");
}

TEST_F(ApprovalTest, WithoutTheRoleNobodyDecides) {
  const auto other = make_staff();
  bind(other);
  const auto request = asked();
  EXPECT_EQ(state_of(approve(other, request)), "access.denied");
  EXPECT_EQ(id_of(decide(approver_, request, "")), "approval.signature");
  auto low = actor(approver_);
  low.acr = Acr::aal1;
  const auto response = signed_for(key_of(approver_), request);
  EXPECT_EQ(
      state_of(AWAIT(service_.decide(low, request.id, Verdict::approve, "", response, context()))),
      "access.step_up");
}

TEST_F(ApprovalTest, ARefusalHasAReasonAndEndsTheRequest) {
  const auto request = asked();
  const auto& key = key_of(approver_);
  const auto no = signed_for(key, request, Verdict::refuse);
  EXPECT_EQ(state_of(decide(approver_, request, no, "", Verdict::refuse)), "approval.reason");
  EXPECT_EQ(state_of(decide(approver_, request, no, "why", Verdict::approve)), "approval.signature")
      << "signed a refusal";
  EXPECT_EQ(state_of(decide(approver_, request, no, "not needed", Verdict::refuse)), "refused");
  EXPECT_EQ(told_.count(NoticeKind::approval_refused), 2U);
  const auto another = make_approver();
  EXPECT_EQ(state_of(approve(another, request)), "approval.closed");
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalTest, OnlyTheRequesterWithdraws) {
  const auto request = asked();
  EXPECT_EQ(state_of(withdraw(approver_, request)), "approval.not_yours");
  EXPECT_EQ(state_of(withdraw(admin_, request)), "withdrawn");
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.closed");
  const auto stranger = make_staff();
  EXPECT_EQ(state_of(withdraw(stranger, request)), "access.denied");
}

TEST_F(ApprovalTest, WithoutEnoughPeopleThereIsNoRequest) {
  set_needed(2);
  EXPECT_EQ(id_of(ask(admin_, clerk_)), "approval.no_pool");
  EXPECT_EQ(sql("select count(*) from approval_request")[0].integer(0), 0);
}

TEST_F(ApprovalTest, TwoOfThree) {
  set_needed(2);
  const auto second = make_approver();
  make_approver();
  const auto request = asked();
  EXPECT_EQ(request.pool, 3);
  EXPECT_EQ(state_of(approve(approver_, request)), "pending");
  EXPECT_FALSE(may(clerk_, "application.decide"));
  EXPECT_EQ(state_of(approve(second, request)), "executed");
  EXPECT_TRUE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalTest, TimeRemindsEscalatesAndEnds) {
  const auto request = asked();
  const auto at = [&](Duration after) {
    clock.set(request.created + after);
    (void)AWAIT(service_.tend(clock.now()));
  };
  at(days{1});
  EXPECT_EQ(told_.count(NoticeKind::approval_reminder), 0U);
  at(days{2});
  at(days{2} + hours{1});
  EXPECT_EQ(told_.count(NoticeKind::approval_reminder), 1U);
  at(days{5});
  EXPECT_EQ(told_.count(NoticeKind::approval_reminder), 2U);
  EXPECT_EQ(told_.count(NoticeKind::approval_escalated), 0U);
  at(days{5} + hours{15});  // 80 % of seven days are 5 days and 14.4 hours
  at(days{6});
  EXPECT_EQ(told_.count(NoticeKind::approval_escalated), 1U);
  at(days{7});
  EXPECT_EQ(state(request), "expired");
  EXPECT_EQ(told_.count(NoticeKind::approval_expired), 2U);
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.closed");
}

TEST_F(ApprovalTest, TheUnitsAboveAreToldLater) {
  const auto unit = make_uuid4(random);
  sql("insert into unit (id, parent, name, created) values ('" + to_string(unit) + "', '" +
      to_string(access::kRootUnit) + "', 'Branch', now())");
  const auto local = make_staff();
  const auto made = AWAIT(grants_.create(
      access::system_actor(), {.person = local, .role = "approver", .unit = unit, .reason = "test"},
      context()));
  ASSERT_TRUE(made);
  const auto request = ask(admin_, clerk_, unit);
  ASSERT_TRUE(request) << request.error().id;
  EXPECT_EQ(request->request->pool, 2);
  ASSERT_THAT(told_.told, SizeIs(1));
  EXPECT_EQ(told_.told[0].person, local);
  clock.advance(days{6});
  (void)AWAIT(service_.tend(clock.now()));
  EXPECT_EQ(told_.count(NoticeKind::approval_escalated), 2U) << "the root's approvers too";
}

TEST_F(ApprovalTest, WhatCannotBeDoneAnyMoreSaysWhyAndIsTriedAgain) {
  const auto request = asked();
  sql("update person set state = 'closed' where id = '" + to_string(clerk_) + "'");
  const auto tried = approve(approver_, request);
  EXPECT_EQ(state_of(tried), "approved");
  EXPECT_EQ(tried->failure, "person.unknown");
  EXPECT_EQ(told_.count(NoticeKind::approval_failed), 2U);
  sql("update person set state = 'active' where id = '" + to_string(clerk_) + "'");
  EXPECT_EQ(state_of(retry(admin_, request)), "executed");
  EXPECT_TRUE(may(clerk_, "application.decide"));
  EXPECT_EQ(state_of(retry(admin_, request)), "approval.not_approved");
}

TEST_F(ApprovalTest, WhatANodeDidNotFinishIsFinished) {
  const auto request = asked();
  EXPECT_EQ(state_of(approve(approver_, request)), "executed");
  // As if the node had died between the last approval and what follows from it.
  for (const auto* left : {"approved", "pending"}) {
    sql("update approval_request set ended = null, changed = now() - interval '1 hour', state = '" +
        std::string(left) + "'");
    EXPECT_EQ(AWAIT(service_.tend(clock.now())), 1) << left;
    EXPECT_EQ(state(request), "executed") << left;
  }
  EXPECT_EQ(sql("select count(*) from role_grant where role = 'registrar'")[0].integer(0), 1);
}

TEST_F(ApprovalTest, WhoSeesWhat) {
  const auto request = asked();
  const auto list = [&](const Uuid& who, access::ApprovalService::View view) {
    const auto by = actor(who);
    const auto page = AWAIT(service_.list(by, view, {}, context()));
    return page ? std::to_string(page->items.size()) : page.error().id;
  };
  using enum access::ApprovalService::View;
  EXPECT_EQ(list(approver_, waiting), "1");
  EXPECT_EQ(list(admin_, mine), "1");
  EXPECT_EQ(list(clerk_, mine), "1") << "it is for him";
  EXPECT_EQ(list(clerk_, all), "access.denied");
  EXPECT_EQ(list(admin_, waiting), "access.denied");
  const auto as_clerk = actor(clerk_), as_stranger = actor(make_staff());
  EXPECT_EQ(id_of(AWAIT(service_.get(as_clerk, request.id, context()))), "ok");
  EXPECT_EQ(id_of(AWAIT(service_.get(as_stranger, request.id, context()))), "access.denied");
  ASSERT_EQ(state_of(approve(approver_, request)), "executed");
  EXPECT_EQ(list(approver_, waiting), "0");
  EXPECT_EQ(list(approver_, all), "1");
}

}  // namespace
}  // namespace tessera::authn
