// Recovery against freezing and suspending: what began before is void for good.
#include "tests/integration/authn/recovery_fixture.hpp"

namespace tessera::authn {
namespace {

class RecoveryFreeze : public RecoveryStack {};

NewWays new_password() {
  return {.password = Secret(std::string_view("a quiet blue boat"))};
}

TEST_F(RecoveryFreeze, WhatWasUnderWayStaysOverWhenTheFreezeIsLifted) {
  for (const bool bound : {false, true}) {
    auto anna = make_reachable(bound ? "anna@example.org" : "ben@example.org");
    const auto secret = wait_for(anna);
    const auto token = report_token();
    if (bound) {
      clock.advance(hours{24});
      ASSERT_TRUE(confirm(secret.reveal()));
    }
    ASSERT_TRUE(report(token));
    EXPECT_EQ(state_of(anna), "cancelled");
    ASSERT_TRUE(release(anna));
    clock.advance(hours{24});
    fire();
    EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.over");
  }
}

TEST_F(RecoveryFreeze, OwnFreezeAndSuspensionEndItToo) {
  auto anna = make_reachable("anna@example.org");
  const auto frozen = wait_for(anna);
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return authn_->freezing().freeze(anna.id, clock.now() + hours{1}, now);
  }));
  clock.advance(hours{24});
  const auto now = clock.now();
  ASSERT_EQ(run([&] { return authn_->freezing().lift_due(now); }), 1);
  EXPECT_EQ(confirm(frozen.reveal()).error().id, "recovery.over");
  auto ben = make_reachable("ben@example.org");
  const auto suspended = wait_for(ben);
  ASSERT_TRUE(change_state(ben, people::PersonState::suspended));
  ASSERT_TRUE(change_state(ben, people::PersonState::active));
  clock.advance(hours{24});
  EXPECT_EQ(confirm(suspended.reveal()).error().id, "recovery.over");
}

// Requirements 4.6: who has the mailbox and one code is perhaps the thief who was reported.
TEST_F(RecoveryFreeze, OnAFrozenAccountEveryWayWaitsAndWhatWasNotProvenRests) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  ASSERT_TRUE(
      act([&](const RequestContext& now) { return setup().make_saved_code(session, now); }));
  ASSERT_TRUE(
      act([&](const RequestContext& now) { return setup().make_lookup_codes(session, now); }));
  forget_mail();  // the notice that is reported names no authenticator
  ASSERT_TRUE(prove(start(anna.login), Method::mail_code, mail_code()));
  ASSERT_TRUE(report(report_token()));
  EXPECT_EQ(active(anna, "saved_code"), 1);
  EXPECT_EQ(active(anna, "lookup_codes"), 1);
  clock.advance(minutes{1});
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto view = prove(flow, Method::totp, code_of(anna));
  ASSERT_TRUE(view && view->grant);
  EXPECT_FALSE(view->grant->at_once);
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun && begun->secret);
  EXPECT_EQ(begun->binding, "");
  EXPECT_EQ(begun->due, clock.now() + hours{24});
  EXPECT_EQ(confirm(begun->secret->reveal()).error().id, "recovery.waiting");
  EXPECT_TRUE(is_frozen(anna));
  clock.advance(hours{24});
  const auto binding = confirm(begun->secret->reveal());
  ASSERT_TRUE(binding);
  ASSERT_TRUE(complete(*binding, new_password()));
  EXPECT_FALSE(is_frozen(anna));
  EXPECT_EQ(active(anna, "totp"), 1);
  EXPECT_EQ(active(anna, "lookup_codes"), 0);
  EXPECT_EQ(active(anna, "saved_code"), 0);
}

// Whichever comes first, the account is frozen after it.
TEST_F(RecoveryFreeze, ACompletionNeverLiftsAFreezeThatCameMeanwhile) {
  for (int round = 0; round < 6; ++round) {
    auto anna = make_reachable("anna" + std::to_string(round) + "@example.org");
    const auto flow = start(anna.login);
    ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
    ASSERT_TRUE(prove(flow, Method::totp, code_of(anna)));
    const auto begun = request_recovery(flow);
    ASSERT_TRUE(begun && !begun->binding.empty());
    const auto token = report_token();
    const auto won = at_once(2, [&](std::size_t i) {
      return i == 0 ? report(token, 0) : complete(begun->binding, new_password(), 1).has_value();
    });
    EXPECT_TRUE(won[0]);
    EXPECT_TRUE(is_frozen(anna));
    EXPECT_EQ(state_of(anna), won[1] ? "completed" : "cancelled");
    EXPECT_EQ(complete(begun->binding, new_password()).error().id, "recovery.over");
    // What follows a completion lifts the freeze that it saw, and no later one.
    const auto seen = clock.now() - seconds{1};
    EXPECT_FALSE(act([&](const RequestContext& now) {
      return authn_->freezing().recovered(anna.id, seen, now);
    }));
    EXPECT_TRUE(is_frozen(anna));
  }
}

TEST_F(RecoveryFreeze, NobodyIsActivatedWhileTheCaseIsOpen) {
  auto anna = make_reachable("anna@example.org");
  wait_for(anna);
  ASSERT_TRUE(report(report_token()));
  ASSERT_TRUE(change_state(anna, people::PersonState::suspended));
  EXPECT_FALSE(change_state(anna, people::PersonState::active));
  ASSERT_TRUE(release(anna));
  EXPECT_TRUE(change_state(anna, people::PersonState::active));
}

TEST_F(RecoveryFreeze, ConfirmingAgainAndAgainKeepsNothingOpenForEver) {
  auto anna = make_reachable("anna@example.org");
  const auto secret = wait_for(anna);
  clock.advance(hours{24});
  fire();
  int confirmed = 0;
  for (int i = 0; i < 10; ++i) {
    clock.advance(days{2});
    if (confirm(secret.reveal())) ++confirmed;
    clock.advance(days{1});
    fire();
  }
  EXPECT_EQ(confirmed, 2);
  EXPECT_EQ(state_of(anna), "expired");
}

TEST_F(RecoveryFreeze, AnAddressIsOfTheOwnerOrOfAContactHoweverItIsWritten) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  const auto add = [&](const std::string& mail) {
    return act([&](const RequestContext& now) {
      return setup().add_contact(session, {.name = "Carla", .mail = mail, .known_as = "Anna"}, now);
    });
  };
  const auto offer = [&](const std::string& mail) {
    return act(
        [&](const RequestContext& now) { return setup().offer_address(session, mail, now); });
  };
  EXPECT_EQ(add("Anna@Example.org").error().id, "contact.own_address");
  EXPECT_EQ(offer("ANNA@example.org").error().id, "address.known");
  ASSERT_TRUE(add("carla@example.net"));
  EXPECT_EQ(offer("Carla@Example.net").error().id, "address.contact");
}

}  // namespace
}  // namespace tessera::authn
