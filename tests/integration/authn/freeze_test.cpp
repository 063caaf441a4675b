// "This was not me", freezing and its end on PostgreSQL and Redis.
#include <chrono>

#include <tessera/codec/json.hpp>
#include <tessera/people/normal_form.hpp>

#include "store/postgres/outbox_store.hpp"
#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {
namespace {

class FreezeTest : public Stack {
 protected:
  Somebody with_address(const std::string& login) {
    auto who = make_person(login);
    const auto now = context();
    const people::ActingAs system;
    EXPECT_TRUE(run([&] {
      return people_->set_attributes(
          who.id, {{.name = "email", .value = login, .source = "test", .method = "code_mail"}},
          system, now);
    }));
    return who;
  }
  // Everything that the outbox holds of these kinds, as a worker gets it.
  std::vector<outbound::ClaimedMessage> claimed(const std::string& kind) {
    const auto now = clock.now() + days{2};
    return run([&] { return outbox_.claim({kind}, now, 100, seconds{1}); });
  }
  boost::json::object opened(const outbound::ClaimedMessage& message) {
    const auto text = keyring().get()->open(crypto::kPurposeSecretBox, message.payload,
                                            outbox_context(message.id));
    return *codec::parse_json_object(as_text(*text));
  }
  // The token of the newest notice of this kind; all are delivered.
  std::string token_of(NoticeKind kind, const Uuid& person) {
    std::string token;
    for (const auto& message : claimed("notice")) {
      const auto o = opened(message);
      auto mails =
          run([&] { return authn_->notice_delivery().deliver(message.id, message.payload); });
      EXPECT_TRUE(mails);
      const auto now = clock.now();
      run([&] { return outbox_.save_done(message.id, *mails, now); });
      const bool mine = std::string_view(o.at("kind").as_string()) == to_string(kind) &&
                        std::string_view(o.at("person").as_string()) == to_string(person);
      if (mine) token = std::string(o.at("token").as_string());
    }
    return token;
  }
  Result<void> repudiate(const std::string& token, std::size_t thread = 0) {
    const auto now = context("198.51.100.9");
    return run([&] { return authn_->freezing().repudiate(token, now); }, thread);
  }
  std::string state_of(const Uuid& person) {
    return sql("select state from person where id = '" + to_string(person) + "'")[0].string(0);
  }
  std::int64_t count_of(const std::string& table, const std::string& where) {
    return count("select count(*) from " + table + " where " + where);
  }
  static std::string of(const Uuid& person) { return "person = '" + to_string(person) + "'"; }

  store::postgres::OutboxStore outbox_{pool()};
};

// Requirements 4.9: what is old goes; what is young stays, whoever asks.
TEST_F(FreezeTest, NoticesAreKeptForATime) {
  const auto anna = with_address("anna.kept@example.org");
  browser.device_cookie.clear();
  sign_in(anna);
  ASSERT_NE(token_of(NoticeKind::new_device, anna.id), "");
  const auto all = count_of("notice", of(anna.id));
  ASSERT_GT(all, 0);
  const auto forget = [&](int days_old, Duration kept) {
    sql("update notice set happened = now() - interval '" + std::to_string(days_old) + " days'");
    const auto before = SystemClock().now() - kept;
    return run([&] { return inbox_.forget(before); });
  };
  EXPECT_EQ(forget(729, days{730}), 0);
  EXPECT_EQ(forget(89, days{1}), 0) << "never within 90 days";
  EXPECT_EQ(forget(731, days{730}), all);
  EXPECT_EQ(count_of("notice", of(anna.id)), 0);
}

TEST_F(FreezeTest, ANewDeviceIsToldOfInTheCommitOfTheSignInAndInTheInbox) {
  const auto anna = with_address("anna.freeze@example.org");
  browser.device_cookie.clear();
  const auto signed_in = sign_in(anna);
  EXPECT_NE(token_of(NoticeKind::new_device, anna.id), "");
  const auto items = run([&] { return authn_->inbox().list(anna.id, std::nullopt, 10); });
  ASSERT_FALSE(items.empty());
  EXPECT_EQ(items[0].kind, NoticeKind::new_device);
  EXPECT_EQ(items[0].address_class, "public");
  // Not a word of it is readable in the table.
  EXPECT_EQ(
      count_of("notice", of(anna.id) + " and position('public' in encode(facts, 'escape')) > 0"),
      0);
  EXPECT_FALSE(claimed("mail").empty());
  EXPECT_TRUE(lives(signed_in.session_cookie));
}

TEST_F(FreezeTest, TheLinkFreezesEndsSuspendsAndOpensACaseInOneCommit) {
  auto ben = with_address("ben.freeze@example.org");
  const auto signed_in = sign_in(ben);
  const auto bound = run([&] { return authn_->binding().list(ben.id); });
  const auto totp = std::ranges::find(bound, AuthenticatorKind::totp, &Authenticator::kind);
  const auto token = token_of(NoticeKind::authenticator_added, ben.id);
  ASSERT_NE(token, "");
  ASSERT_TRUE(repudiate(token));
  EXPECT_EQ(state_of(ben.id), "frozen");
  EXPECT_FALSE(lives(signed_in.session_cookie, 0));
  EXPECT_FALSE(lives(signed_in.session_cookie, 1));
  EXPECT_EQ(count_of("authenticator", "id = '" + to_string(totp->id) + "' and state = 'suspended'"),
            1);
  EXPECT_EQ(count_of("account_case", of(ben.id) + " and closed is null"), 1);
  EXPECT_EQ(count_of("outbox", "kind = 'person_ended' and about = '" + to_string(ben.id) + "'"), 1);
  EXPECT_EQ(count_of("outbox", "kind = 'session_ended'") > 0, true);
  EXPECT_EQ(
      count_of("journal_event", "type = 'person.frozen' and subject = '" + to_string(ben.id) + "'"),
      1);
  // Again is no error and nothing more.
  ASSERT_TRUE(repudiate(token));
  EXPECT_EQ(count_of("account_case_step",
                     "account_case in (select id from account_case where " + of(ben.id) + ")"),
            1);
}

TEST_F(FreezeTest, ParallelClicksMakeOneCaseAndEachLinkOneStep) {
  const auto cara = with_address("cara.freeze@example.org");
  browser.device_cookie.clear();
  static_cast<void>(sign_in(cara));
  const auto first = token_of(NoticeKind::new_device, cara.id);
  browser.device_cookie.clear();
  request.flow = "flow-2";
  static_cast<void>(sign_in(cara));
  const auto second = token_of(NoticeKind::new_device, cara.id);
  ASSERT_NE(first, second);
  const auto done = at_once(
      8, [&](std::size_t i) { return bool(repudiate(i % 2 == 0 ? first : second, i % 2)); });
  for (const bool each : done) EXPECT_TRUE(each);
  EXPECT_EQ(count_of("account_case", of(cara.id)), 1);
  EXPECT_EQ(count_of("account_case_step",
                     "account_case in (select id from account_case where " + of(cara.id) + ")"),
            2);
}

TEST_F(FreezeTest, AFrozenPersonIsToldSoAfterRightProofsOnlyAndNobodySignsIn) {
  const auto dora = with_address("dora.freeze@example.org");
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->freezing().freeze(dora.id, std::nullopt, now); }));
  request.flow = "flow-3";
  const auto wrong = password(dora.login, "wrong");
  const auto nobody = password("nobody.freeze@example.org", "wrong");
  EXPECT_EQ(wrong.error().id, nobody.error().id);
  ASSERT_TRUE(password(dora.login, kPassword));
  const auto digits = code_of(dora);
  const auto done = code(digits);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->next, SignInStep::frozen);
  EXPECT_FALSE(done->signed_in);
  EXPECT_EQ(count_of("session", of(dora.id)), 0);
  // The code is used up although no session came of it.
  request.flow = "flow-4";
  ASSERT_TRUE(password(dora.login, kPassword));
  EXPECT_FALSE(code(digits));
  // And the ticket of the first one unlocks.
  const auto later = context();
  ASSERT_TRUE(run([&] { return authn_->freezing().unfreeze(done->unlock, "b1", later); }));
  EXPECT_EQ(state_of(dora.id), "active");
  clock.advance(seconds{60});
  request.flow = "flow-5";
  EXPECT_TRUE(lives(sign_in(dora).session_cookie));
}

// A sign-in under way and a freeze: whichever comes first, no session outlives it.
TEST_F(FreezeTest, ASignInThatRacesAFreezeLeavesNoSession) {
  for (int round = 0; round < 6; ++round) {
    const auto login = "race" + std::to_string(round) + ".freeze@example.org";
    const auto who = make_person(login, false);
    request = {.return_to = "/account", .wanted = Acr::aal1, .flow = "race-" + login};
    auto signing = std::async(std::launch::async, [&] { return password(login, kPassword, 0); });
    const auto now = context();
    const auto frozen =
        run([&] { return authn_->freezing().freeze(who.id, clock.now() + days{1}, now); }, 1);
    const auto result = signing.get();
    ASSERT_TRUE(frozen);
    // What the outbox would do.
    const auto message = to_bytes(R"({"person":")" + to_string(who.id) + "\"}");
    run([&] { return authn_->ended_messages().on_person_ended(message); });
    if (result && result->signed_in) EXPECT_FALSE(lives(result->signed_in->session_cookie));
    EXPECT_EQ(count_of("session", of(who.id) + " and ended is null"), 0);
  }
}

// What began before a freeze is void after it: a recovery that a thief began on a frozen account
// too.
TEST_F(FreezeTest, AReportCountsFromNowAlsoOnAFrozenAccount) {
  const auto ida = with_address("ida.freeze@example.org");
  browser.device_cookie.clear();
  static_cast<void>(sign_in(ida));
  const auto token = token_of(NoticeKind::new_device, ida.id);
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->freezing().freeze(ida.id, std::nullopt, now); }));
  clock.advance(hours{1});
  ASSERT_TRUE(repudiate(token));
  const auto person = run([&] { return people_->load(ida.id); });
  ASSERT_TRUE(person->freeze);
  EXPECT_EQ(person->freeze->since, clock.now());
  EXPECT_EQ(person->freeze->by, people::FrozenBy::notice);
  EXPECT_FALSE(person->freeze->until);
}

TEST_F(FreezeTest, StaffReleaseACaseWithAReasonThatOnlyTheKeyOpens) {
  const auto eve = with_address("eve.freeze@example.org");
  browser.device_cookie.clear();
  static_cast<void>(sign_in(eve));
  ASSERT_TRUE(repudiate(token_of(NoticeKind::new_device, eve.id)));
  auto& freezing = authn_->freezing();
  const auto open = run([&] { return freezing.open_cases(std::nullopt, 50); });
  const auto mine = std::ranges::find(open, eve.id, &AccountCase::person);
  ASSERT_NE(mine, open.end());
  const people::ActingAs officer{
      .kind = "person", .id = make_uuid4(random), .role = "registrar", .purpose = "account_case"};
  clock.advance(seconds{1});
  const auto now = context();
  const auto say = [&](const std::string& note) {
    return run([&] { return freezing.add_note(mine->id, note, officer, now); });
  };
  EXPECT_EQ(say("").error().id, "case.note");
  EXPECT_TRUE(say("called her on the known number"));
  clock.advance(seconds{1});
  const auto later = context();
  EXPECT_TRUE(run([&] { return freezing.release(mine->id, "it was her son", officer, later); }));
  EXPECT_EQ(state_of(eve.id), "active");
  EXPECT_EQ(run([&] { return freezing.release(mine->id, "again", officer, now); }).error().id,
            "case.closed");
  EXPECT_EQ(say("late").error().id, "case.closed");
  const auto closed = run([&] { return freezing.find_case(mine->id); });
  ASSERT_EQ(closed->steps.size(), 3U);
  EXPECT_EQ(closed->outcome, CaseOutcome::released);
  EXPECT_EQ(closed->steps[1].note, "called her on the known number");
  EXPECT_EQ(closed->steps[2].note, "it was her son");
  EXPECT_EQ(closed->steps[2].actor, officer.id);
  EXPECT_EQ(
      count_of("account_case_step", "position('son' in encode(coalesce(note, ''), 'escape')) > 0"),
      0);
}

TEST_F(FreezeTest, ATimedFreezeEndsByItselfAndACaseDoesNot) {
  const auto fay = with_address("fay.freeze@example.org");
  const auto gus = with_address("gus.freeze@example.org");
  browser.device_cookie.clear();
  static_cast<void>(sign_in(gus));
  ASSERT_TRUE(repudiate(token_of(NoticeKind::new_device, gus.id)));
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->freezing().freeze(fay.id, clock.now() + hours{1}, now); }));
  auto lift = [&](TimePoint at) { return run([&] { return authn_->freezing().lift_due(at); }); };
  EXPECT_EQ(lift(clock.now()), 0);
  EXPECT_EQ(lift(clock.now() + hours{2}), 1);
  EXPECT_EQ(lift(clock.now() + days{500}), 0);
  EXPECT_EQ(state_of(fay.id), "active");
  EXPECT_EQ(state_of(gus.id), "frozen");
}

// R25: a device that was lost. Two nodes share nothing but the two stores.
TEST_F(FreezeTest, WhatIsEndedOnOneNodeIsDeadOnTheOtherWithinFiveSeconds) {
  const auto hal = with_address("hal.freeze@example.org");
  const auto other_node = make_authn();
  auto& elsewhere = other_node->sessions();
  const auto lives_elsewhere = [&](const std::string& cookie) {
    const auto at = clock.now();
    return run([&] { return elsewhere.load(cookie, at); }, 1).has_value();
  };
  for (int round = 0; round < 5; ++round) {
    request.flow = "lost-" + std::to_string(round);
    browser.session_cookie.clear();
    const auto lost = sign_in(hal);
    ASSERT_TRUE(lives_elsewhere(lost.session_cookie));
    const auto now = context();
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(run(
        [&] { return authn_->sessions().end(lost.session.id, hal.id, "ended_by_person", now); }));
    while (lives_elsewhere(lost.session_cookie)) {
      ASSERT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    }
    const auto at = clock.now();
    EXPECT_FALSE(run([&] { return elsewhere.is_live(lost.session.id, at); }, 1));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  }
}

}  // namespace
}  // namespace tessera::authn
