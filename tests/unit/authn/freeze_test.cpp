#include "authn/protection/freeze.hpp"

#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>

#include "authn/protection/notices.hpp"
#include "authn/protection/unlock_ticket.hpp"
#include "tests/unit/authn/sign_in_fixture.hpp"

namespace tessera::authn {
namespace {

struct FreezeTest : SignInTest {
  FreezeTest() { people_.email = "anna@example.org"; }

  // The token of a notice that was delivered.
  std::string told(NoticeKind kind, std::optional<Uuid> authenticator = std::nullopt) {
    const auto messages = await(authn_.notices().write(
        {.kind = kind, .person = person_, .authenticator = authenticator}, context()));
    const auto& message = messages.at(0);
    EXPECT_TRUE(await(authn_.notice_delivery().deliver(message.id, message.payload)));
    const auto text =
        keys_.get()->open(crypto::kPurposeSecretBox, message.payload, outbox_context(message.id));
    return std::string(codec::parse_json_object(as_text(*text))->at("token").as_string());
  }
  void be_frozen(people::FrozenBy by, std::optional<TimePoint> until = std::nullopt) {
    auto& person = people_.by_login[std::string(kLogin)];
    person.state = people::PersonState::frozen;
    person.freeze = people::Freeze{.since = clock_.now(), .until = until, .by = by};
    freezes_.frozen[person_] = {.person = person_, .by = by, .until = until};
  }
};

TEST_F(FreezeTest, TheLinkShowsBeforeItActs) {
  const auto token = told(NoticeKind::new_device);
  const auto link = await(authn_.freezing().look(token, clock_.now()));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->kind, NoticeKind::new_device);
  EXPECT_FALSE(link->used);
  EXPECT_TRUE(freezes_.frozen.empty());
}

TEST_F(FreezeTest, TheLinkEndsEverythingOnceAndTellsNobodyElse) {
  keep(*password(kPassword));
  const auto authenticator = make_uuid4(random_);
  const auto token = told(NoticeKind::authenticator_added, authenticator);
  ASSERT_TRUE(await(authn_.freezing().repudiate(token, context("198.51.100.9"))));
  const auto& change = freezes_.frozen.at(person_);
  EXPECT_EQ(change.by, people::FrozenBy::notice);
  EXPECT_EQ(change.authenticator, authenticator);
  ASSERT_EQ(freezes_.events.size(), 1U);
  EXPECT_EQ(freezes_.events[0].type, "person.frozen");
  EXPECT_EQ(freezes_.events[0].actor_kind, "anonymous");
  EXPECT_FALSE(freezes_.events[0].actor);
  std::set<std::string> kinds;
  for (const auto& message : freezes_.messages) kinds.insert(message.kind);
  EXPECT_EQ(kinds, (std::set<std::string>{"notice", "person_ended"}));
  EXPECT_FALSE(await(authn_.sessions().load(browser_.session_cookie, clock_.now())));
  EXPECT_EQ(session_store_.events.back().actor_kind, "anonymous");
  ASSERT_TRUE(await(authn_.freezing().repudiate(token, context())));
  EXPECT_EQ(freezes_.events.size(), 1U);
  EXPECT_TRUE(await(authn_.freezing().look(token, clock_.now()))->used);
}

TEST_F(FreezeTest, AForeignOrOldLinkDoesNothing) {
  const auto token = told(NoticeKind::new_device);
  auto other = token;
  other[0] = other[0] == 'A' ? 'B' : 'A';
  for (const auto& bad : {other, std::string(), std::string("x"), token + "A", token + "="}) {
    EXPECT_EQ(await(authn_.freezing().repudiate(bad, context())).error().id, "notice.link") << bad;
    EXPECT_FALSE(await(authn_.freezing().look(bad, clock_.now()))) << bad;
  }
  clock_.advance(kNoticeTokenLife);
  EXPECT_EQ(await(authn_.freezing().repudiate(token, context())).error().code, Errc::gone);
  EXPECT_TRUE(freezes_.frozen.empty());
}

TEST_F(FreezeTest, AnOwnFreezeHasATimeWithinAYear) {
  auto& freezing = authn_.freezing();
  const auto now = clock_.now();
  for (const auto bad : {now, now - seconds{1}, now + days{400}})
    EXPECT_EQ(await(freezing.freeze(person_, bad, context())).error().id, "freeze.until");
  EXPECT_TRUE(await(freezing.freeze(person_, now + days{3}, context())));
  EXPECT_EQ(await(freezing.freeze(person_, std::nullopt, context())).error().id, "freeze.state");
  EXPECT_EQ(await(freezing.lift_due(now)), 0);
  EXPECT_EQ(await(freezing.lift_due(now + days{3})), 1);
  EXPECT_TRUE(freezes_.frozen.empty());
  EXPECT_EQ(freezes_.events.back().reason, "time");
}

TEST_F(FreezeTest, AWrongPasswordOfAFrozenAccountIsRefusedAsAnyOther) {
  const auto before = password("wrong");
  be_frozen(people::FrozenBy::person);
  new_flow();
  const auto frozen = password("wrong");
  EXPECT_EQ(before.error().id, frozen.error().id);
  EXPECT_EQ(before.error().code, frozen.error().code);
}

TEST_F(FreezeTest, RightProofsAreAnsweredByAPageAndNoSession) {
  be_frozen(people::FrozenBy::person, clock_.now() + days{1});
  const auto result = password(kPassword);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->next, SignInStep::frozen);
  EXPECT_FALSE(result->signed_in);
  EXPECT_EQ(result->freeze->until, clock_.now() + days{1});
  EXPECT_EQ(result->unlock, "");  // a password alone unlocks nothing
  EXPECT_TRUE(session_store_.rows.empty());
}

TEST_F(FreezeTest, ASecondProofUnlocksWhatThePersonFroze) {
  bind_totp();
  be_frozen(people::FrozenBy::person);
  request_.wanted = Acr::aal2;
  new_flow();
  ASSERT_EQ(password(kPassword)->next, SignInStep::method);
  const auto result = answer(code());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->next, SignInStep::frozen);
  ASSERT_NE(result->unlock, "");
  auto& freezing = authn_.freezing();
  EXPECT_EQ(await(freezing.unfreeze(result->unlock, "other", context())).error().id,
            "freeze.ticket");
  EXPECT_EQ(await(freezing.unfreeze("x", "b1", context())).error().id, "freeze.ticket");
  EXPECT_TRUE(await(freezing.unfreeze(result->unlock, "b1", context())));
  EXPECT_TRUE(freezes_.frozen.empty());
  EXPECT_EQ(await(freezing.unfreeze(result->unlock, "b1", context())).error().id, "freeze.case");
}

TEST_F(FreezeTest, WhatACaseHoldsIsNotUnlockedBySigningIn) {
  bind_totp();
  be_frozen(people::FrozenBy::notice);
  request_.wanted = Acr::aal2;
  new_flow();
  ASSERT_EQ(password(kPassword)->next, SignInStep::method);
  const auto result = answer(code());
  ASSERT_EQ(result->next, SignInStep::frozen);
  EXPECT_EQ(result->unlock, "");
  const auto ticket = seal_unlock_ticket(person_, "b1", clock_.now(), *keys_.get(), random_);
  EXPECT_EQ(await(authn_.freezing().unfreeze(ticket, "b1", context())).error().id, "freeze.case");
}

TEST_F(FreezeTest, ATicketIsShortAndOfOneBrowser) {
  const auto now = clock_.now();
  const auto ticket = seal_unlock_ticket(person_, "b1", now, *keys_.get(), random_);
  EXPECT_EQ(open_unlock_ticket(ticket, "b1", now, *keys_.get()), person_);
  EXPECT_FALSE(open_unlock_ticket(ticket, "b1", now + kUnlockLife, *keys_.get()));
  EXPECT_FALSE(open_unlock_ticket(ticket, "b2", now, *keys_.get()));
  EXPECT_FALSE(open_unlock_ticket(ticket, "", now, *keys_.get()));
  EXPECT_FALSE(open_unlock_ticket("", "b1", now, *keys_.get()));
}

}  // namespace
}  // namespace tessera::authn
