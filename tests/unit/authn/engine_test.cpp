// Attacks on the ceremony, with a method that has challenges: replay, races, fixation, downgrade,
// other tabs and browsers.
#include <gtest/gtest.h>

#include <tessera/authn/device.hpp>

#include "authn/ceremony/sign_in.hpp"
#include "authn/methods/verify_password.hpp"
#include "authn/methods/verify_totp.hpp"
#include "tests/unit/authn/sign_in_fixture.hpp"

namespace tessera::authn {
namespace {

// A key whose proof is the challenge, backwards: what the engine sees of a passkey.
class MirrorKey final : public MethodVerifier {
 public:
  MirrorKey(FakeAuthenticators& store, FakePeople& people, Random& random)
      : store_(store), people_(people), random_(random) {}
  Method method() const override { return Method::passkey; }
  bool identifies() const override { return true; }
  CountedBy counted_by(const JudgeInput& input) const override {
    return {.kind = "key", .whose = input.answer.field("response")};
  }
  Error refusal() const override { return {Errc::unauthenticated, "key.failed", {}, {}, {}, 0}; }
  Task<Prompt> prompt(PromptInput) override { co_return Prompt{{}, random_.bytes(32)}; }
  Task<Judged> judge(JudgeInput input) override {
    Judged judged;
    const auto found = co_await store_.find(AuthenticatorKind::passkey, key_of(person));
    if (!found || input.challenge.empty()) co_return judged;
    if (input.answer.field("response") != mirror(input.challenge)) co_return judged;
    judged.reason.clear();
    judged.person = co_await people_.load(found->person);
    judged.authenticators = co_await store_.load(found->person);
    judged.given.proof = expected_proof(found->authenticator, input.now);
    judged.given.counter = ++counter;
    last_challenge = input.challenge;
    co_return judged;
  }
  static std::string mirror(BytesView challenge) {
    return to_hex(Bytes(challenge.rbegin(), challenge.rend()));
  }
  static Bytes key_of(const Uuid& person) {
    Bytes key(32);
    std::ranges::copy(person.bytes, key.begin());
    return key;
  }
  Uuid person;
  Bytes last_challenge;
  std::int64_t counter = 0;

 private:
  FakeAuthenticators& store_;
  FakePeople& people_;
  Random& random_;
};

// A request on another io thread, while the one of await() stands still.
template <class T>
T elsewhere(Task<T> task) {
  static runtime::IoThreads& io = *[] {
    auto* threads = new runtime::IoThreads(1);
    threads->start();
    return threads;
  }();
  std::optional<T> result;
  io.run_and_wait(0, [&]() -> Task<> { result.emplace(co_await std::move(task)); });
  return std::move(*result);
}

class EngineTest : public SignInTest {
 protected:
  EngineTest() { key_.person = person_; }

  void bind_key(bool uv = true, bool hardware = false) {
    NewAuthenticator added;
    added.record.authenticator.id = make_uuid4(random_);
    added.record.authenticator.kind = AuthenticatorKind::passkey;
    added.record.authenticator.characteristics = {{"uv", uv}, {"hardware", hardware}};
    added.record.person = person_;
    added.record.lookup_key = MirrorKey::key_of(person_);
    EXPECT_TRUE(await(authenticators_.bind(added)));
  }
  StepResult look() { return await(engine_.begin(request_, browser_, context())); }
  Result<StepResult> type(std::string_view text) {
    return await(engine_.answer(request_,
                                {.method = Method::password,
                                 .fields = {{"username", std::string(kLogin)}},
                                 .secret = Secret(text)},
                                browser_, context()));
  }
  Result<StepResult> enter(std::string_view text) {
    return await(engine_.answer(request_,
                                {.method = Method::totp, .fields = {}, .secret = Secret(text)},
                                browser_, context()));
  }
  // An answer to the challenge of a page.
  Answer touch(const StepResult& page) {
    const auto& sealed = page.find(Method::passkey)->sealed;
    const auto challenge = open_challenge(sealed, Method::passkey, request_.flow, browser_.binding,
                                          clock_.now(), *keys_.get());
    return {.method = Method::passkey,
            .fields = {{"challenge", sealed},
                       {"response", challenge ? MirrorKey::mirror(*challenge) : "?"}},
            .secret = {}};
  }
  Result<StepResult> send(const Answer& answer) {
    return await(engine_.answer(request_, answer, browser_, context()));
  }

  PasswordHasher hasher_{options().hashing, random_};
  Sessions sessions_{session_store_, cache_, keys_, clock_, random_};
  TimerPatience patience_;
  StuffingGuard guard_{{.store = stuffing_,
                        .once = throttle_,
                        .journal = journal_,
                        .patience = patience_,
                        .keys = keys_,
                        .random = random_,
                        .policy = {}}};
  Flows progress_{flows_, keys_, random_};
  Trials trials_{{.store = authenticators_,
                  .throttle = throttle_,
                  .journal = journal_,
                  .keys = keys_,
                  .notices = authn_.notices(),
                  .stuffing = guard_,
                  .policy = {}}};
  PasswordVerifier password_{{.people = people_,
                              .store = authenticators_,
                              .hasher = hasher_,
                              .keys = keys_,
                              .random = random_,
                              .policy = {}}};
  TotpVerifier totp_verifier_{people_, authenticators_, keys_, {}};
  MirrorKey key_{authenticators_, people_, random_};
  Places places_;
  SignIn engine_{{.verifiers = {&password_, &totp_verifier_, &key_},
                  .store = authenticators_,
                  .people = people_,
                  .sessions = sessions_,
                  .flows = progress_,
                  .trials = trials_,
                  .freezes = freezes_,
                  .notices = authn_.notices(),
                  .stuffing = guard_,
                  .places = places_,
                  .keys = keys_,
                  .random = random_}};
};

TEST_F(EngineTest, AKeyAloneReachesPhishingResistance) {
  bind_key();
  request_.wanted = Acr::aal2_phr;
  request_.essential = true;
  const auto page = look();
  EXPECT_TRUE(page.begins);
  EXPECT_EQ(page.offers.at(0).method, Method::password);
  EXPECT_TRUE(flows_.kept.empty()) << "a page that is looked at keeps nothing";
  const auto done = send(touch(page));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->next, SignInStep::done);
  EXPECT_EQ(done->signed_in->session.acr, Acr::aal2_phr);
  EXPECT_EQ(authenticators_.records.back().sign_count, 1);
}

TEST_F(EngineTest, AChallengeIsAnsweredOnce) {
  bind_key();
  const auto answer = touch(look());
  EXPECT_TRUE(send(answer));
  const auto again = send(answer);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().id, "key.failed");
  clock_.advance(minutes{10});
  EXPECT_FALSE(send(answer)) << "too old by now";
}

TEST_F(EngineTest, OfTwoParallelAnswersToAChallengeOneCounts) {
  bind_key();
  const auto answer = touch(look());
  std::optional<Result<StepResult>> other;
  flows_.before_save = [&] {
    other = elsewhere(engine_.answer(request_, answer, browser_, context()));
  };
  const auto mine = send(answer);
  ASSERT_TRUE(other && *other);
  ASSERT_FALSE(mine);
  EXPECT_EQ(authenticators_.events.back().reason, "challenge_replayed");
  EXPECT_EQ(session_store_.rows.size(), 1U);
}

TEST_F(EngineTest, AChallengeOfAnotherCeremonyBrowserOrMethodIsNone) {
  bind_key();
  const auto answer = touch(look());
  request_.flow = "flow-1";
  EXPECT_FALSE(send(answer));
  request_.flow = "flow-0";
  browser_.binding = "b2";
  EXPECT_FALSE(send(answer));
  browser_.binding = "b1";
  auto bare = answer;
  bare.fields.erase("challenge");
  EXPECT_FALSE(send(bare));
  EXPECT_TRUE(send(answer));
}

TEST_F(EngineTest, ParallelStepsLoseNoProof) {
  bind_totp();
  bind_key(false);
  request_.wanted = Acr::aal2_phr;
  request_.essential = true;
  const auto page = look();
  const auto answer = touch(page);
  // While the key is saved, another tab proves the password.
  flows_.before_save = [&] {
    EXPECT_TRUE(elsewhere(engine_.answer(request_,
                                         {.method = Method::password,
                                          .fields = {{"username", std::string(kLogin)}},
                                          .secret = Secret(kPassword)},
                                         browser_, context())));
  };
  const auto done = send(answer);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->next, SignInStep::done);
  EXPECT_EQ(done->signed_in->session.acr, Acr::aal2_phr);
}

TEST_F(EngineTest, AnotherTabAndARestartShowTheStepReached) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  const auto again = look();
  EXPECT_FALSE(again.begins);
  EXPECT_EQ(again.offers.at(0).method, Method::totp);
  SignIn restarted{{.verifiers = {&password_, &totp_verifier_, &key_},
                    .store = authenticators_,
                    .people = people_,
                    .sessions = sessions_,
                    .flows = progress_,
                    .trials = trials_,
                    .freezes = freezes_,
                    .notices = authn_.notices(),
                    .stuffing = guard_,
                    .places = places_,
                    .keys = keys_,
                    .random = random_}};
  const auto after = await(restarted.begin(request_, browser_, context()));
  EXPECT_EQ(after.offers.at(0).method, Method::totp);
}

TEST_F(EngineTest, WhoFollowsAStrangersLinkDoesNotEnterTheStrangersCeremony) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  browser_.binding = "victim";
  EXPECT_TRUE(look().begins);
  EXPECT_EQ(enter(code()).error().id, "sign_in.step_expired");
}

TEST_F(EngineTest, SomebodyElseBeginsAnew) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  const auto anew = await(engine_.restart(request_, browser_, context()));
  EXPECT_TRUE(anew.begins);
  EXPECT_TRUE(look().begins);
  EXPECT_EQ(enter(code()).error().id, "sign_in.step_expired") << "what was proven is forgotten";
}

// A browser is known for whom it signed in, not for whom somebody began there.
TEST_F(EngineTest, WhoTakesOverACeremonyLeavesNoKnownDeviceOfTheOther) {
  bind_totp();
  people::Person other = people_.by_login.begin()->second;
  other.id = make_uuid4(random_);
  people_.by_login["other"] = other;
  const auto owner = std::exchange(person_, other.id);
  bind_key();
  key_.person = std::exchange(person_, owner);
  request_.wanted = Acr::aal2;
  const auto page = look();
  ASSERT_TRUE(type(kPassword));
  const auto done = send(touch(page));
  ASSERT_TRUE(done);
  ASSERT_TRUE(done->signed_in);
  EXPECT_EQ(done->signed_in->session.person, other.id);
  const auto device = parse_device(done->signed_in->device_cookie, *keys_.get());
  EXPECT_FALSE(device && is_known(*device, kLogin, *keys_.get()));
}

TEST_F(EngineTest, AnotherWayIsOfferedAndRemembered) {
  bind_totp();
  bind_key();
  request_.wanted = Acr::aal2;
  const auto first = type(kPassword);
  ASSERT_EQ(first->offers.size(), 2U);
  EXPECT_EQ(first->offers[0].method, Method::totp) << "what was used last comes first";
  const auto chosen = await(engine_.choose(request_, Method::passkey, browser_, context()));
  EXPECT_EQ(chosen.offers.at(0).method, Method::passkey);
  EXPECT_EQ(look().offers.at(0).method, Method::passkey);
  const auto stays = await(engine_.choose(request_, Method::certificate, browser_, context()));
  EXPECT_EQ(stays.offers.at(0).method, Method::passkey) << "that is none of hers";
}

TEST_F(EngineTest, AWeakerMethodIsNotTakenForAStrongerOne) {
  bind_totp();
  bind_key(false);
  request_.wanted = Acr::aal2_phr;
  request_.essential = true;
  const auto first = type(kPassword);
  ASSERT_EQ(first->offers.size(), 1U);
  EXPECT_EQ(first->offers[0].method, Method::passkey);
  const auto downgraded = enter(code());
  ASSERT_TRUE(downgraded);
  EXPECT_EQ(downgraded->next, SignInStep::method) << "a code is not asked and not judged";
  EXPECT_TRUE(session_store_.rows.empty());
}

TEST_F(EngineTest, WhatIsOutOfReachIsSaidWithASessionAsFarAsItGoes) {
  bind_totp();
  request_.wanted = Acr::aal2_phr;
  request_.essential = true;
  EXPECT_TRUE(type(kPassword));
  const auto told = enter(code());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->next, SignInStep::missing);
  EXPECT_EQ(told->lacking, std::vector{Method::passkey});
  ASSERT_TRUE(told->signed_in);
  EXPECT_EQ(told->signed_in->session.acr, Acr::aal2);
  keep(*told);
  EXPECT_EQ(look().next, SignInStep::missing);
  bind_key();
  EXPECT_EQ(look().next, SignInStep::method) << "enrolled meanwhile";
}

TEST_F(EngineTest, ARestedSessionIsResumedByOneProof) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  const auto done = enter(code());
  ASSERT_TRUE(done);
  keep(*done);
  clock_.advance(minutes{61});
  const auto rested = await(sessions_.load(browser_.session_cookie, clock_.now()));
  ASSERT_TRUE(rested);
  EXPECT_EQ(rested->acr, Acr::aal1);
  EXPECT_EQ(rested->resumable, Acr::aal2);
  EXPECT_EQ(await(sessions_.load(browser_.session_cookie, clock_.now()))->acr, Acr::aal1)
      << "looking at it does not revive it";
  new_flow();
  ASSERT_FALSE(look().begins);
  const auto resumed = enter(code());
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->signed_in->session.acr, Acr::aal2);
  EXPECT_EQ(resumed->signed_in->session.id, done->signed_in->session.id);
  EXPECT_EQ(resumed->signed_in->session.auth_time, done->signed_in->session.auth_time);
  EXPECT_FALSE(await(sessions_.load(browser_.session_cookie, clock_.now()))) << "rotated";
}

TEST_F(EngineTest, AHighLevelFallsBackByAgeHoweverBusyTheSessionIs) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  keep(*enter(code()));
  for (int i = 0; i < 24 * 2; ++i) {
    EXPECT_EQ(await(sessions_.load(browser_.session_cookie, clock_.now()))->acr, Acr::aal2) << i;
    clock_.advance(minutes{30});
  }
  const auto old = await(sessions_.load(browser_.session_cookie, clock_.now()));
  ASSERT_TRUE(old);
  EXPECT_EQ(old->acr, Acr::aal1);
  EXPECT_EQ(old->resumable, Acr::none) << "its age has passed: both factors again";
}

TEST_F(EngineTest, RacingSecondFactorsCountEach) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  int judged = 0;
  for (int i = 0; i < 20; ++i) judged += enter("000000").error().id == "sign_in.wrong_code" ? 1 : 0;
  EXPECT_EQ(judged, 11);
  EXPECT_EQ(failures_of(AuthenticatorKind::totp), 11);
}

TEST_F(EngineTest, ARemovedAuthenticatorCompletesNothing) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  authenticators_.records[0].authenticator.state = AuthenticatorState::suspended;
  EXPECT_FALSE(enter(code()));
  EXPECT_TRUE(session_store_.rows.empty());
  EXPECT_TRUE(look().begins) << "begun again";
}

TEST_F(EngineTest, WithoutTheStoreNobodyIsHalfSignedIn) {
  bind_totp();
  request_.wanted = Acr::aal2;
  flows_.away = true;
  EXPECT_THROW(static_cast<void>(type(kPassword)), Unavailable);
  EXPECT_TRUE(session_store_.rows.empty());
}

TEST_F(EngineTest, ProgressHoldsNothingInTheClear) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(type(kPassword));
  ASSERT_EQ(flows_.kept.size(), 1U);
  const auto& [key, kept] = *flows_.kept.begin();
  EXPECT_EQ(kept.sealed.find("anna"), std::string::npos);
  EXPECT_EQ(key.find("flow-0"), std::string::npos);
  // Progress of another key or an older revision is no progress.
  flows_.kept[key].revision = 7;
  EXPECT_TRUE(look().begins);
}

}  // namespace
}  // namespace tessera::authn
