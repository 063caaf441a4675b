// Whoever tries to cheat with a passkey.
#include "tests/integration/authn/passkey_fixture.hpp"

namespace tessera::authn {
namespace {

class PasskeyAttacks : public Passkeys {};

TEST_F(PasskeyAttacks, AnAnswerCountsOnce) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  ASSERT_TRUE(send(text, offered.sealed));
  browser.session_cookie.clear();
  EXPECT_EQ(send(text, offered.sealed).error().id, "sign_in.passkey_failed");
  EXPECT_EQ(last_reason(), "webauthn.challenge");
}

TEST_F(PasskeyAttacks, OfParallelAnswersToOneChallengeOneGetsThrough) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  const auto results = at_once(8, [&](std::size_t i) {
    return answer({.method = Method::passkey,
                   .fields = {{"response", text}, {"challenge", offered.sealed}},
                   .secret = {}},
                  i % 2);
  });
  int through = 0;
  for (const auto& each : results) through += each && each->signed_in ? 1 : 0;
  EXPECT_EQ(through, 1);
}

TEST_F(PasskeyAttacks, StaleForeignAndMissingChallengesAreRefused) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  browser.binding = "b2";
  EXPECT_FALSE(send(text, offered.sealed));
  browser.binding = "b1";
  request.flow = "another";
  EXPECT_FALSE(send(text, offered.sealed));
  request.flow = "flow-0";
  EXPECT_FALSE(send(text, ""));
  EXPECT_EQ(last_reason(), "webauthn.challenge");
  clock.advance(kChallengeLife);
  EXPECT_FALSE(send(text, offered.sealed));
  EXPECT_EQ(count("select count(*) from session"), 0);
}

TEST_F(PasskeyAttacks, UnknownKeysAndWrongSignaturesLookTheSameAndAreSlowedDown) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  VirtualAuthenticator stranger;
  stranger.credential_id = random.bytes(32);
  const auto unknown = answer_with(stranger, shown());
  EXPECT_EQ(last_reason(), "unknown_credential");
  auto thief = key.device;
  thief.key = stranger.key;
  const auto wrong = answer_with(thief, shown());
  EXPECT_EQ(last_reason(), "webauthn.signature");
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(unknown.error().id, wrong.error().id);
  EXPECT_EQ(unknown.error().code, wrong.error().code);
  // A signature is no guess: whoever sends wrong ones switches nobody's key off.
  EXPECT_EQ(count("select consecutive_failures from authenticator where kind = 'passkey'"), 0);
  for (int i = 0; i < 12; ++i) (void)answer_with(stranger, shown());
  EXPECT_EQ(answer_with(stranger, shown()).error().code, Errc::rate_limited);
  // A stranger's tries with another key do not keep the owner out.
  EXPECT_TRUE(answer_with(key.device, shown()));
}

TEST_F(PasskeyAttacks, WhatIsNoAnswerIsRefused) {
  const auto offered = shown();
  for (const auto* bad : {"", "{}", "[]", "{\"type\":\"public-key\",\"rawId\":\"AA\"}",
                          "{\"type\":\"public-key\",\"rawId\":\"*\",\"response\":{}}"}) {
    EXPECT_EQ(send(bad, offered.sealed).error().id, "sign_in.passkey_failed") << bad;
  }
  EXPECT_EQ(last_reason(), "no_answer");
  EXPECT_FALSE(send(std::string(100'000, 'x'), offered.sealed));
}

TEST_F(PasskeyAttacks, ACloneIsOutOfUseAndItsOwnerIsTold) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  auto second = make_key(anna.id);
  key.device.count = 9;
  ASSERT_TRUE(answer_with(key.device, shown()));
  new_flow();
  auto clone = key.device;
  clone.count = 9;
  const auto refused = answer_with(clone, shown());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "sign_in.passkey_failed");
  EXPECT_EQ(last_reason(), "clone_suspected");
  EXPECT_EQ(count("select count(*) from authenticator where state = 'compromised' "
                  "and reason = 'cloned'"),
            1);
  EXPECT_EQ(
      count("select count(*) from journal_event where type = 'authenticator.clone_suspected'"), 1);
  // Neither the copy nor the original goes on with a higher count; the other key does.
  clone.count = 50;
  EXPECT_FALSE(answer_with(clone, shown()));
  EXPECT_EQ(last_reason(), "not_active");
  EXPECT_TRUE(answer_with(second.device, shown()));
}

TEST_F(PasskeyAttacks, OfParallelSignInsWithOneCountOneGetsThrough) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  key.device.count = 5;
  std::vector<SignInRequest> flows(6, request);
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    flows[i].flow = "parallel-" + std::to_string(i);
    request = flows[i];
    offers.push_back(shown());
  }
  const auto results = at_once(flows.size(), [&](std::size_t i) {
    const Answer given{
        .method = Method::passkey,
        .fields = {{"response", render(key.device.get(bytes_at(offers[i].data, "challenge")))},
                   {"challenge", offers[i].sealed}},
        .secret = {}};
    const auto now = context();
    return run([&] { return authn_->sign_in().answer(flows[i], given, browser, now); }, i % 2);
  });
  int through = 0;
  for (const auto& each : results) through += each && each->signed_in ? 1 : 0;
  EXPECT_EQ(through, 1);
}

TEST_F(PasskeyAttacks, WhatWasRemovedIsRefused) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto here = answer_with(key.device, shown());
  ASSERT_TRUE(here);
  new_flow();
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->care().remove(here->signed_in->session, key.id, now); }));
  EXPECT_FALSE(answer_with(key.device, shown()));
  EXPECT_EQ(last_reason(), "unknown_credential");
  // It may be bound anew, as a new one.
  EXPECT_TRUE(bind(anna.id, key.device, offer(anna.id)));
}

}  // namespace
}  // namespace tessera::authn
