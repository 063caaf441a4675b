// Four eyes under attack: with signatures of others and of elsewhere, with rows written by hand,
// and with bad timing.
#include <future>
#include <thread>

#include "store/postgres/connection.hpp"
#include "tests/integration/authn/approval_fixture.hpp"

namespace tessera::authn {
namespace {

using access::Verdict;

class ApprovalAttack : public ApprovalTest {
 protected:
  int counted(const Uuid& person) {
    for (const auto& role : actor(person).roles) {
      if (role.role == "registrar") return role.approvals;
    }
    return -1;
  }
  std::string quoted(const Uuid& id) { return "'" + to_string(id) + "'"; }
};

TEST_F(ApprovalAttack, ASignatureOfAnotherRequestSignsNothing) {
  const auto first = asked();
  const auto& key = key_of(approver_);
  const auto replayed = signed_for(key, first);
  const auto other = *ask(admin_, make_staff()).value().request;
  EXPECT_EQ(state_of(decide(approver_, other, replayed)), "approval.signature");
  EXPECT_EQ(state_of(decide(approver_, first, replayed)), "executed");
  EXPECT_EQ(state(other), "pending");
}

TEST_F(ApprovalAttack, OnlyOnesOwnKeyWithUserVerification) {
  const auto request = asked();
  const auto another = make_approver();
  EXPECT_EQ(state_of(decide(approver_, request, signed_for(key_of(another), request))),
            "approval.signature");
  auto& key = key_of(approver_);
  key.flags.verified = false;
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.signature");
  key.flags.verified = true;
  key.origin = "https://login.example.gov.evil.example";
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.signature");
  key.origin = "https://login.example.gov";
  EXPECT_EQ(state_of(approve(approver_, request)), "executed");
}

TEST_F(ApprovalAttack, ACopyOfTheKeyIsNoticedAndSignsNothing) {
  set_needed(2);
  make_approver();
  auto& key = key_of(approver_);
  key.count = 5;
  ASSERT_EQ(state_of(approve(approver_, asked())), "pending");
  const auto next = *ask(admin_, make_staff()).value().request;
  key.count = 4;
  EXPECT_EQ(state_of(approve(approver_, next)), "approval.signature");
  EXPECT_EQ(events("authenticator.clone_suspected"), 1);
}

TEST_F(ApprovalAttack, TwoPasskeysOfOnePersonAreOneApprover) {
  set_needed(2);
  make_approver();
  const auto request = asked();
  const auto& second = bind(approver_);
  EXPECT_EQ(state_of(approve(approver_, request)), "pending");
  EXPECT_EQ(state_of(decide(approver_, request, signed_for(second, request))), "approval.given");
  EXPECT_EQ(state(request), "pending");
}

TEST_F(ApprovalAttack, AnAlteredRequestIsDecidedByNobody) {
  const auto request = asked();
  const auto role = std::string("\"registrar\"");
  auto object = request.object;
  object.replace(object.find(role), role.size(), "\"role_admin\"");
  sql("update approval_request set object = '" + object + "', object_hash = sha256('" + object +
      "'::bytea)");
  auto altered = request;
  altered.object = object;
  EXPECT_EQ(state_of(approve(approver_, altered)), "approval.altered");
  sql("update approval_request set object = '" + request.object + "', object_hash = sha256('" +
      request.object + "'::bytea), requester = " + quoted(make_staff()));
  EXPECT_EQ(state_of(approve(approver_, request)), "approval.altered");
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, ARequestThatExpiredWhileItWasSigned) {
  const auto request = asked();
  const auto response = signed_for(key_of(approver_), request);
  clock.advance(days{7});
  EXPECT_EQ(state_of(decide(approver_, request, response)), "approval.expired");
  EXPECT_EQ(state(request), "pending") << "until the job says so";
}

TEST_F(ApprovalAttack, AGrantWrittenByHandIsIgnored) {
  set_needed(0);
  give(clerk_, "registrar");
  EXPECT_TRUE(may(clerk_, "application.decide"));
  set_needed(1);
  EXPECT_EQ(counted(clerk_), 0) << "sealed, and signed by nobody";
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, ApprovalsWrittenByHandDoNotCount) {
  const auto other = make_approver(), third = make_staff();
  ASSERT_EQ(state_of(approve(approver_, asked())), "executed");
  const auto signed_request = *ask(admin_, third).value().request;
  ASSERT_EQ(state_of(approve(other, signed_request)), "executed");
  ASSERT_EQ(counted(clerk_), 1);
  // The approver's own row under another name, and somebody else's row of another request.
  const auto copy = [&](const std::string& from, const std::string& request,
                        const std::string& approver) {
    sql("insert into approval select " + request + ", " + approver +
        ", verdict, reason, authenticator, client_data, authenticator_data, signature, key_box, "
        "signed from approval where " +
        from);
  };
  const auto mine = "(select id from approval_request where beneficiary = " + quoted(clerk_) + ")";
  copy("request = " + mine, mine, quoted(third));
  copy("request = " + quoted(signed_request.id), mine, quoted(other));
  EXPECT_EQ(counted(clerk_), 1);
  set_needed(2);
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, WhatWasSignedForOneIsNotUsedForAnother) {
  const auto request = asked();
  ASSERT_EQ(state_of(approve(approver_, request)), "executed");
  ASSERT_TRUE(may(clerk_, "application.decide"));
  for (const auto& change :
       {std::string("update approval set verdict = 'refuse'"),
        std::string("update approval set verdict = 'approve', signature = client_data"),
        std::string("update approval set approver = ") + quoted(admin_)}) {
    sql("create table kept as select * from approval");
    sql(change);
    EXPECT_FALSE(may(clerk_, "application.decide")) << change;
    sql("delete from approval; insert into approval select * from kept; drop table kept");
    EXPECT_TRUE(may(clerk_, "application.decide")) << "as it was";
  }
  sql("update approval_request set state = 'refused'");
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, WhoLeftOrLostTheRoleBeforeTheEndDoesNotCount) {
  set_needed(2);
  const auto second = make_approver(), third = make_approver();
  const auto request = asked();
  ASSERT_EQ(state_of(approve(approver_, request)), "pending");
  take(approver_, "approver");
  EXPECT_EQ(state_of(approve(second, request)), "pending") << "one of the two does not count";
  EXPECT_EQ(state_of(approve(third, request)), "executed");
  // Whoever leaves later has signed all the same.
  sql("update person set state = 'closed' where id = " + quoted(second));
  EXPECT_TRUE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, AKeyInOtherHandsDoesNotCount) {
  set_needed(2);
  const auto second = make_approver(), third = make_approver();
  const auto request = asked();
  ASSERT_EQ(state_of(approve(approver_, request)), "pending");
  sql("update authenticator set state = 'compromised', reason = 'cloned' where person = " +
      quoted(approver_));
  EXPECT_EQ(state_of(approve(second, request)), "pending");
  EXPECT_EQ(state_of(approve(third, request)), "executed");
  // One that is removed in the ordinary way later takes nothing back: its key is kept with the
  // approval.
  sql("update authenticator set state = 'invalidated', data = '', lookup_key = null "
      "where person = " +
      quoted(third));
  EXPECT_TRUE(may(clerk_, "application.decide"));
}

TEST_F(ApprovalAttack, TheRequesterWhoLostHisRoleGetsNothingDone) {
  const auto request = asked();
  take(admin_, "role_admin");
  const auto tried = approve(approver_, request);
  EXPECT_EQ(state_of(tried), "approved");
  EXPECT_EQ(tried->failure, "access.denied");
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

// The revocation of the approver's role is under way while the last approval is settled: it waits
// for the revocation and then sees it.
TEST_F(ApprovalAttack, ARevocationThatCameFirstCounts) {
  const auto request = asked();
  const auto response = signed_for(key_of(approver_), request);
  const auto by = actor(approver_);
  store::postgres::PgConnection other({.url = database_url("postgres")});
  std::future<Result<access::ApprovalRequest>> decided;
  other.transaction([&] {
    other.exec_text("update role_grant set revoked = now(), seal = null where role = 'approver'");
    decided = std::async(std::launch::async, [&] {
      return AWAIT(service_.decide(by, request.id, Verdict::approve, "", response, context()));
    });
    const auto waits = [&] {
      return sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                 "usename = 'tessera_app'")[0]
                 .integer(0) > 0;
    };
    while (!waits()) std::this_thread::yield();
  });
  EXPECT_EQ(state_of(decided.get()), "pending");
  EXPECT_FALSE(may(clerk_, "application.decide"));
}

// Many at once: whatever order they come in, one grant comes of it, and no approval is counted
// twice.
TEST_F(ApprovalAttack, ParallelApprovalsMakeOneGrant) {
  set_needed(2);
  const std::vector<Uuid> all{approver_, make_approver(), make_approver()};
  const auto request = asked();
  std::vector<std::future<std::string>> answers;
  for (const auto& who : all) {
    const auto by = actor(who);
    const auto response = signed_for(key_of(who), request);
    answers.push_back(std::async(std::launch::async, [this, by, response, id = request.id] {
      for (;;) {  // "something else came first": look again, as a person would
        const auto given =
            AWAIT(service_.decide(by, id, Verdict::approve, "", response, context()));
        if (given || given.error().id != "approval.changed") return state_of(given);
      }
    }));
  }
  for (auto& answer : answers) {
    const auto word = answer.get();
    EXPECT_TRUE(word == "pending" || word == "executed" || word == "approved" ||
                word == "approval.closed")
        << word;
  }
  EXPECT_EQ(state(request), "executed");
  EXPECT_EQ(sql("select count(*) from role_grant where role = 'registrar'")[0].integer(0), 1);
}

}  // namespace
}  // namespace tessera::authn
