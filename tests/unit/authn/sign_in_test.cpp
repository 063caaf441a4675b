#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>

#include "authn/methods/sealed_data.hpp"
#include "tests/unit/authn/sign_in_fixture.hpp"

namespace tessera::authn {
namespace {

TEST_F(SignInTest, APasswordAloneIsAal1) {
  const auto result = password(kPassword);
  ASSERT_TRUE(result);
  ASSERT_EQ(result->next, SignInStep::done);
  const auto& session = result->signed_in->session;
  EXPECT_EQ(session.acr, Acr::aal1);
  EXPECT_EQ(session.person, person_);
  EXPECT_EQ(session.user_agent, "Firefox on Linux");
  ASSERT_EQ(authenticators_.events.size(), 1U);
  EXPECT_EQ(authenticators_.events[0].type, "user.login.succeeded");
  const auto loaded =
      await(authn_.sessions().load(result->signed_in->session_cookie, clock_.now()));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->id, session.id);
}

TEST_F(SignInTest, UnknownAndWrongAreTheSameInAnswerQueriesAndEvents) {
  people_.lookups = authenticators_.loads = 0;
  const auto wrong = password("wrong");
  const int lookups = people_.lookups;
  const int loads = authenticators_.loads;
  const auto unknown = password("wrong", "nobody@example.org");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().id, unknown.error().id);
  EXPECT_EQ(wrong.error().code, unknown.error().code);
  EXPECT_EQ(people_.lookups, 2 * lookups);
  EXPECT_EQ(authenticators_.loads, 2 * loads);
  EXPECT_EQ(authenticators_.failures, 2);
  ASSERT_EQ(authenticators_.events.size(), 2U);
  EXPECT_EQ(authenticators_.events[0].reason, "wrong_password");
  EXPECT_EQ(authenticators_.events[1].reason, "unknown_login");
  EXPECT_FALSE(authenticators_.events[1].subject);
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 1);
}

TEST_F(SignInTest, BothAreThrottledAlike) {
  for (const auto* login : {"anna@example.org", "nobody@example.org"}) {
    for (int i = 0; i < 11; ++i)
      EXPECT_EQ(password("wrong", login, "").error().id, "sign_in.failed") << i;
    const auto refused = password("wrong", login, "");
    EXPECT_EQ(refused.error().id, "sign_in.throttled") << login;
    EXPECT_EQ(refused.error().retry_after_seconds, 30);
  }
  EXPECT_EQ(journal_.events.size(), 2U);
}

TEST_F(SignInTest, StrangersLockNobodyOut) {
  keep(*password(kPassword));
  auto owner = browser_;
  browser_.device_cookie.clear();
  browser_.session_cookie.clear();
  int judged = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto address = "198.51." + std::to_string(i % 1000 / 250) + "." + std::to_string(i % 250);
    const auto tried = password("guess" + std::to_string(i), kLogin, address);
    ASSERT_FALSE(tried);
    judged += tried.error().id == "sign_in.failed" ? 1 : 0;
    clock_.advance(milliseconds{10});
  }
  EXPECT_LT(judged, 20);
  EXPECT_EQ(password(kPassword, kLogin, "192.0.2.1").error().id, "sign_in.throttled");
  browser_.device_cookie = owner.device_cookie;
  EXPECT_TRUE(password(kPassword, kLogin, "192.0.2.2"));
}

TEST_F(SignInTest, RightPasswordsAreBoundedToo) {
  const auto tries = static_cast<std::size_t>(options().throttle.right_passwords);
  for (std::size_t i = 0; i < tries; ++i) ASSERT_TRUE(password(kPassword)) << i;
  const auto refused = password(kPassword);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "sign_in.throttled");
  EXPECT_GT(refused.error().retry_after_seconds, 0);
  clock_.advance(options().throttle.window);
  EXPECT_TRUE(password(kPassword));
}

TEST_F(SignInTest, WrongPasswordsUseUpNoRightOnes) {
  const auto tries = options().throttle.right_passwords;
  for (int i = 0; i < 2 * tries; ++i) {
    EXPECT_FALSE(password("wrong", kLogin, ""));
    clock_.advance(milliseconds{10});
  }
  for (const auto& [key, state] : throttle_.states)
    if (key.starts_with("throttle:{t}:p:")) EXPECT_EQ(state.count, 0);
}

TEST_F(SignInTest, AStolenDeviceCookieDoesNotOpenTheOthersCounter) {
  keep(*password(kPassword));
  browser_.session_cookie.clear();
  for (int i = 0; i < 11; ++i) EXPECT_EQ(password("wrong").error().id, "sign_in.failed");
  EXPECT_EQ(password(kPassword).error().id, "sign_in.throttled");
  browser_.device_cookie.clear();
  EXPECT_TRUE(password(kPassword));
}

TEST_F(SignInTest, TheHardCapLooksLikeAWrongPassword) {
  authenticators_.records[0].consecutive_failures = 50;
  const auto refused = password(kPassword);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "sign_in.failed");
  EXPECT_EQ(authenticators_.events.back().reason, "disabled");
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 50);  // a right password is no failure of it
  browser_.device_cookie = remember_login(make_device(random_), kLogin, *keys_.get());
  EXPECT_TRUE(password(kPassword));
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 0);
}

TEST_F(SignInTest, StrangersCannotUseUpWhatIsLeftToKnownDevices) {
  authenticators_.records[0].consecutive_failures = 50;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(password("wrong").error().id, "sign_in.failed");
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 50);
  browser_.device_cookie = remember_login(make_device(random_), kLogin, *keys_.get());
  EXPECT_EQ(password("wrong").error().id, "sign_in.failed");
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 51);
}

TEST_F(SignInTest, BeyondTheirCapStrangersUseUpNothingOfTheOwners) {
  auto& record = authenticators_.records[0];
  record.consecutive_failures = 50;
  EXPECT_FALSE(password("wrong"));
  EXPECT_EQ(record.consecutive_failures, 50);
  browser_.device_cookie = remember_login(make_device(random_), kLogin, *keys_.get());
  EXPECT_FALSE(password("wrong"));
  EXPECT_EQ(record.consecutive_failures, 51);
  EXPECT_TRUE(password(kPassword));
}

TEST_F(SignInTest, TheSameHoldsForCodes) {
  bind_totp();
  request_.wanted = Acr::aal2;
  const auto first = password(kPassword);
  auto& record = authenticators_.records[1];
  record.consecutive_failures = 50;
  EXPECT_FALSE(answer("000000"));
  EXPECT_EQ(record.consecutive_failures, 50);
  EXPECT_FALSE(answer(code()));
  EXPECT_EQ(authenticators_.events.back().reason, "disabled");
  browser_.device_cookie = remember_login(make_device(random_), kLogin, *keys_.get());
  EXPECT_TRUE(answer(code()));
  EXPECT_EQ(record.consecutive_failures, 0);
}

TEST_F(SignInTest, ACodeMakesAal2AndIsTakenOnce) {
  bind_totp();
  request_.wanted = Acr::aal2;
  const auto first = password(kPassword);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->next, SignInStep::method);
  EXPECT_FALSE(first->signed_in);
  const auto done = answer(code());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->signed_in->session.acr, Acr::aal2);
  EXPECT_EQ(done->signed_in->session.amr, (std::vector<std::string>{"pwd", "otp", "mfa"}));
  EXPECT_TRUE(flows_.kept.empty());
  // Another ceremony with the same code, while it is still in its window.
  const auto replay = both(code());
  ASSERT_FALSE(replay);
  EXPECT_EQ(replay.error().id, "sign_in.wrong_code");
  EXPECT_EQ(authenticators_.events.back().reason, "code_replayed");
  clock_.advance(seconds{30});
  EXPECT_TRUE(both(code()));
}

TEST_F(SignInTest, SendingAgainAfterSuccessLeadsOn) {
  bind_totp();
  request_.wanted = Acr::aal2;
  const auto first = password(kPassword);
  const auto done = answer(code());
  keep(*done);
  const auto again = answer(code());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->next, SignInStep::done);
  EXPECT_FALSE(again->signed_in);
}

TEST_F(SignInTest, WrongCodesAreThrottledByPersonAndOutliveAPassword) {
  bind_totp();
  request_.wanted = Acr::aal2;
  for (int i = 0; i < 11; ++i) {
    EXPECT_EQ(both("000000").error().id, "sign_in.wrong_code") << i;
  }
  EXPECT_EQ(both(code()).error().id, "sign_in.throttled");
  EXPECT_EQ(failures_of(AuthenticatorKind::totp), 11);
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 0);
}

TEST_F(SignInTest, APasswordAloneMakesNoKnownDeviceOfSomebodyWithCodes) {
  bind_totp();
  EXPECT_EQ(password(kPassword)->signed_in->device_cookie, "");
  request_.wanted = Acr::aal2;
  const auto cookie = both(code())->signed_in->device_cookie;
  const auto device = parse_device(cookie, *keys_.get());
  ASSERT_TRUE(device);
  EXPECT_TRUE(is_known(*device, kLogin, *keys_.get()));
}

TEST_F(SignInTest, NewSessionsAndDevicesBringNoFurtherFreeCodes) {
  bind_totp();
  int judged = 0;
  for (int i = 0; i < 40; ++i) {
    browser_.session_cookie.clear();
    browser_.device_cookie.clear();
    request_.wanted = Acr::aal1;
    new_flow();
    keep(*password(kPassword));
    request_.wanted = Acr::aal2;
    const bool steps_up = i % 2 == 0;
    if (!steps_up) browser_.session_cookie.clear();
    const auto answered = steps_up ? answer("000000") : both("000000");
    if (answered.error().id == "sign_in.wrong_code") ++judged;
  }
  EXPECT_EQ(judged, 11);
}

TEST_F(SignInTest, ARotationThatRedisMissedServesNobodyTheOldSecret) {
  bind_totp();
  keep(*password(kPassword));
  request_.wanted = Acr::aal2;
  ASSERT_EQ(begin().offers.at(0).method, Method::totp);
  cache_.refuses_puts = true;
  EXPECT_THROW(static_cast<void>(answer(code())), Unavailable);
  cache_.refuses_puts = false;
  EXPECT_FALSE(await(authn_.sessions().load(browser_.session_cookie, clock_.now())));
}

TEST_F(SignInTest, ARenewedSessionHasANewSecretOnly) {
  const auto first = *password(kPassword)->signed_in;
  const auto renewed = await(authn_.sign_in().renew_session(first.session, context()));
  ASSERT_TRUE(renewed);
  EXPECT_FALSE(await(authn_.sessions().load(first.session_cookie, clock_.now())));
  const auto session = await(authn_.sessions().load(*renewed, clock_.now()));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->id, first.session.id);
  EXPECT_EQ(session->auth_time, first.session.auth_time);
  cache_.refuses_puts = true;
  EXPECT_THROW(static_cast<void>(await(authn_.sign_in().renew_session(*session, context()))),
               Unavailable);
  cache_.refuses_puts = false;
  EXPECT_FALSE(await(authn_.sessions().load(*renewed, clock_.now())));
  EXPECT_TRUE(await(authn_.sessions().end(session->id, person_, "signed_out", context())));
  EXPECT_FALSE(await(authn_.sign_in().renew_session(*session, context())));
}

TEST_F(SignInTest, TheStepIsBoundToBrowserAndTime) {
  bind_totp();
  request_.wanted = Acr::aal2;
  EXPECT_TRUE(password(kPassword));
  browser_.binding = "b2";
  EXPECT_EQ(answer(code()).error().id, "sign_in.step_expired");
  browser_.binding = "b1";
  EXPECT_EQ(begin().offers.at(0).method, Method::totp);
  clock_.advance(minutes{10});
  EXPECT_TRUE(begin().begins);
  EXPECT_EQ(answer(code()).error().id, "sign_in.step_expired");
}

TEST_F(SignInTest, StepUpKeepsTheIdAndTakesANewSecret) {
  bind_totp();
  const auto first = password(kPassword);
  ASSERT_EQ(first->next, SignInStep::done);
  keep(*first);
  const auto old_cookie = browser_.session_cookie;
  clock_.advance(minutes{5});
  request_.wanted = Acr::aal2;
  const auto begun = begin();
  ASSERT_EQ(begun.next, SignInStep::method);
  const auto done = answer(code());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->signed_in->session.id, first->signed_in->session.id);
  EXPECT_EQ(done->signed_in->session.auth_time, first->signed_in->session.auth_time);
  EXPECT_FALSE(await(authn_.sessions().load(old_cookie, clock_.now())));
  EXPECT_TRUE(await(authn_.sessions().load(done->signed_in->session_cookie, clock_.now())));
}

TEST_F(SignInTest, AStepUpDiesWithItsSession) {
  bind_totp();
  keep(*password(kPassword));
  request_.wanted = Acr::aal2;
  ASSERT_EQ(begin().next, SignInStep::method);
  const auto session = await(authn_.sessions().load(browser_.session_cookie, clock_.now()));
  EXPECT_TRUE(await(authn_.sessions().end(session->id, person_, "signed_out", context())));
  EXPECT_EQ(answer(code()).error().id, "sign_in.step_expired");
}

TEST_F(SignInTest, ASessionPlantedByAnotherIsReplaced) {
  people::Person mallory = people_.by_login[std::string(kLogin)];
  mallory.id = make_uuid4(random_);
  people_.by_login["mallory@example.org"] = mallory;
  EXPECT_TRUE(
      await(authn_.binding().set_password(mallory.id, Secret(kPassword), false, {}, context())));
  keep(*password(kPassword, "mallory@example.org"));
  const auto planted = browser_.session_cookie;
  const auto mine = password(kPassword);
  EXPECT_NE(mine->signed_in->session_cookie, planted);
  EXPECT_FALSE(await(authn_.sessions().load(planted, clock_.now())));
  EXPECT_EQ(session_store_.events.back().reason, "replaced");
}

TEST_F(SignInTest, OnlyThePersonAskedForMaySignIn) {
  request_.person = make_uuid4(random_);
  EXPECT_EQ(password(kPassword).error().id, "sign_in.failed");
  EXPECT_EQ(authenticators_.events.back().reason, "other_person");
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 0);
}

TEST_F(SignInTest, WhoIsNotActiveLooksLikeAWrongPassword) {
  people_.by_login[std::string(kLogin)].state = people::PersonState::closed;
  EXPECT_EQ(password(kPassword).error().id, "sign_in.failed");
  EXPECT_EQ(authenticators_.events.back().reason, "not_active");
}

TEST_F(SignInTest, FaultsOfOursCountForNobody) {
  cache_.away = true;
  EXPECT_TRUE(password(kPassword));  // the row is there; the record is read back later
  cache_.away = false;
  throttle_.away = true;
  EXPECT_THROW(static_cast<void>(password("wrong")), Unavailable);
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 0);
}

TEST_F(SignInTest, NoStoredOrWrittenValueHoldsASecret) {
  bind_totp();
  request_.wanted = Acr::aal2;
  keep(*both(code()));
  EXPECT_FALSE(password("canary-wrong", "canary@example.org"));
  std::string all;
  for (const auto& record : authenticators_.records) all += as_text(record.data);
  for (const auto& event : authenticators_.events)
    all += event.reason + event.object_id + event.type;
  EXPECT_EQ(all.find(kPassword), std::string::npos);
  EXPECT_EQ(all.find("argon2"), std::string::npos);
  EXPECT_EQ(all.find(as_text(totp_.reveal_bytes())), std::string::npos);
  EXPECT_EQ(all.find("canary"), std::string::npos);
  for (const auto& [key, state] : throttle_.states)
    EXPECT_EQ(key.find("canary"), std::string::npos);
}

TEST_F(SignInTest, TheCurrentPasswordIsAskedAgainUnderItsOwnCounter) {
  const auto session = password(kPassword)->signed_in->session;
  EXPECT_TRUE(await(authn_.sign_in().confirm_password(session, Secret(kPassword), context())));
  for (int i = 0; i < 11; ++i) {
    const auto wrong = await(
        authn_.sign_in().confirm_password(session, Secret(std::string_view("no")), context()));
    EXPECT_EQ(wrong.error().id, "password.wrong_current");
  }
  const auto throttled =
      await(authn_.sign_in().confirm_password(session, Secret(kPassword), context()));
  EXPECT_EQ(throttled.error().id, "sign_in.throttled");
  EXPECT_TRUE(password(kPassword));
}

}  // namespace
}  // namespace tessera::authn
