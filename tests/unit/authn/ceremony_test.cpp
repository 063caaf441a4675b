#include "authn/ceremony/ceremony.hpp"

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};
const std::vector<Method> kAll{Method::password, Method::totp, Method::lookup_code, Method::passkey,
                               Method::certificate};

AuthenticatorRecord held(AuthenticatorKind kind, bool uv = false, bool hardware = false) {
  AuthenticatorRecord record;
  record.authenticator.id.bytes[0] = static_cast<std::uint8_t>(kind) + 1;
  record.authenticator.id.bytes[1] = uv ? 1 : 0;
  record.authenticator.id.bytes[2] = hardware ? 1 : 0;
  record.authenticator.kind = kind;
  record.authenticator.characteristics = {{"uv", uv}, {"hardware", hardware}};
  return record;
}
const auto kPasswordHeld = held(AuthenticatorKind::password);
const auto kTotpHeld = held(AuthenticatorKind::totp);
const auto kSheetHeld = held(AuthenticatorKind::lookup_codes);
const auto kPasskeyHeld = held(AuthenticatorKind::passkey, true);
const auto kKeyHeld = held(AuthenticatorKind::passkey);
const auto kTokenHeld = held(AuthenticatorKind::passkey, true, true);
const auto kCardHeld = held(AuthenticatorKind::certificate, true, true);

Proof proof_of(const AuthenticatorRecord& record, Duration age = {}) {
  return expected_proof(record.authenticator, kNow - age);
}

Session session_of(Acr acr, Duration age, std::vector<AuthenticatorRecord> by = {kPasswordHeld}) {
  Session session;
  session.id.bytes[0] = 1;
  session.person.bytes[0] = 9;
  session.acr = acr;
  session.auth_time = kNow - age;
  session.created = kNow - age;
  for (const auto& each : by) session.proofs.push_back(proof_of(each, age));
  return session;
}

people::Person citizen() {
  people::Person person;
  person.id.bytes[0] = 9;
  person.state = people::PersonState::active;
  person.citizen = true;
  return person;
}

struct Case {
  const char* name;
  Acr wanted;
  bool essential;
  bool fresh;
  std::optional<Session> session;
  std::vector<AuthenticatorRecord> given;
  std::vector<AuthenticatorRecord> held;
  SignInStep step;
  std::vector<Method> methods;
};

Decision decide(const Case& c) {
  const SignInRequest request{
      .wanted = c.wanted, .essential = c.essential, .fresh = c.fresh, .not_before = kNow};
  std::vector<Proof> given;
  for (const auto& each : c.given) given.push_back(proof_of(each));
  return decide_step({.request = request,
                      .session = c.session,
                      .given = given,
                      .held = c.held,
                      .methods = kAll,
                      .now = kNow});
}

TEST(Ceremony, TheTableOfSteps) {
  using enum SignInStep;
  using enum Method;
  const std::vector<Method> first{password, passkey, certificate};
  const auto aal1 = session_of(Acr::aal1, minutes{5});
  const auto aal1_old = session_of(Acr::aal1, hours{2});
  const auto aal2 = session_of(Acr::aal2, minutes{5}, {kPasswordHeld, kTotpHeld});
  auto rested = session_of(Acr::aal1, hours{2}, {kPasswordHeld, kTotpHeld});
  rested.resumable = Acr::aal2;
  const std::vector<AuthenticatorRecord> pw{kPasswordHeld};
  const std::vector<AuthenticatorRecord> both{kPasswordHeld, kTotpHeld};
  const std::vector<AuthenticatorRecord> rich{kPasswordHeld, kTotpHeld, kSheetHeld, kPasskeyHeld};
  const std::vector<AuthenticatorRecord> key{kPasswordHeld, kKeyHeld};
  const std::vector<Case> cases{
      {"nobody", Acr::aal1, false, false, {}, {}, {}, method, first},
      {"session suffices", Acr::aal1, false, false, aal1, {}, both, done, {}},
      {"session of a higher level", Acr::aal1, false, false, aal2, {}, both, done, {}},
      {"wish beyond what there is", Acr::aal3, false, false, aal2, {}, both, done, {}},
      {"... that is essential", Acr::aal3, true, false, aal2, {}, both, missing, {}},
      {"step-up", Acr::aal2, false, false, aal1, {}, both, method, {totp}},
      {"step-up by any way",
       Acr::aal2,
       false,
       false,
       aal1,
       {},
       rich,
       method,
       {totp, lookup_code, passkey}},
      {"step-up to phishing resistance",
       Acr::aal2_phr,
       true,
       false,
       aal2,
       {},
       rich,
       method,
       {passkey}},
      {"step-up by the key that needs the password of the session",
       Acr::aal2_phr,
       true,
       false,
       aal1,
       {},
       key,
       method,
       {passkey}},
      {"step-up without a factor", Acr::aal2, false, false, aal1, {}, pw, done, {}},
      {"... that is essential", Acr::aal2, true, false, aal1, {}, pw, missing, {}},
      {"step-up of an old password", Acr::aal2, false, false, aal1_old, {}, both, method, first},
      {"a rested level is resumed",
       Acr::aal2,
       false,
       false,
       rested,
       {},
       both,
       method,
       {password, totp}},
      {"resumed", Acr::aal2, false, false, rested, {kTotpHeld}, both, done, {}},
      {"a fresh wish resumes nothing", Acr::aal2, false, true, rested, {}, both, method, first},
      {"fresh asks again", Acr::aal2, false, true, aal2, {}, both, method, first},
      {"password is enough", Acr::aal1, false, false, {}, pw, both, done, {}},
      {"password, then code", Acr::aal2, false, false, {}, pw, both, method, {totp}},
      {"password, nothing more to ask", Acr::aal2, false, false, {}, pw, pw, done, {}},
      {"... but it is essential", Acr::aal2, true, false, {}, pw, pw, missing, {}},
      {"both", Acr::aal2, false, true, aal1, both, both, done, {}},
      {"a passkey alone", Acr::aal2_phr, true, false, {}, {kPasskeyHeld}, rich, done, {}},
      {"a key without a PIN, then the password",
       Acr::aal2,
       false,
       false,
       {},
       {kKeyHeld},
       key,
       method,
       {password}},
      {"codes do not reach phishing resistance",
       Acr::aal2_phr,
       true,
       false,
       {},
       both,
       both,
       missing,
       {}},
  };
  for (const auto& c : cases) {
    const auto decision = decide(c);
    EXPECT_EQ(decision.step, c.step) << c.name;
    EXPECT_EQ(decision.methods, c.methods) << c.name;
  }
}

// Every state that can be reached has a way on, and every way on comes to an end.
TEST(Ceremony, NoStateIsADeadEnd) {
  const std::vector<AuthenticatorRecord> all{kPasswordHeld, kTotpHeld,  kSheetHeld, kPasskeyHeld,
                                             kKeyHeld,      kTokenHeld, kCardHeld};
  auto rested = session_of(Acr::aal1, hours{3}, {kPasswordHeld, kTotpHeld});
  rested.resumable = Acr::aal2;
  const std::vector<std::optional<Session>> sessions{
      std::nullopt,
      session_of(Acr::aal1, minutes{5}),
      session_of(Acr::aal1, hours{3}),
      session_of(Acr::aal2, minutes{5}, {kPasswordHeld, kTotpHeld}),
      session_of(Acr::aal3, minutes{5}, {kTokenHeld}),
      rested};
  int states = 0;
  for (unsigned set = 0; set < 1U << all.size(); ++set) {
    std::vector<AuthenticatorRecord> mine;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((set >> i & 1U) != 0) mine.push_back(all[i]);
    }
    for (const auto wanted : {Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
      for (const bool essential : {false, true}) {
        for (const bool fresh : {false, true}) {
          for (const auto& session : sessions) {
            Case c{"", wanted, essential, fresh, session, {}, mine, SignInStep::done, {}};
            // Each step gives a new proof of a method that is offered: at most as many as are held.
            for (int step = 0; step < 8; ++step) {
              ++states;
              const auto decision = decide(c);
              if (decision.step != SignInStep::method) break;
              ASSERT_FALSE(decision.methods.empty()) << set;
              ASSERT_LT(step, 7) << "no end: " << set;
              const auto next = std::ranges::find_if(mine, [&](const auto& record) {
                const auto& id = record.authenticator.id;
                const bool given = std::ranges::any_of(
                    c.given, [&](const auto& other) { return other.authenticator.id == id; });
                return !given && std::ranges::count(decision.methods,
                                                    method_of(record.authenticator.kind)) > 0;
              });
              if (next == mine.end()) break;  // a stranger to this account; recovery is beside it
              c.given.push_back(*next);
            }
          }
        }
      }
    }
  }
  EXPECT_GT(states, 10'000);
}

TEST(Ceremony, WhatIsMissingIsNamed) {
  const SignInRequest request{.wanted = Acr::aal2_phr, .essential = true};
  const std::vector<AuthenticatorRecord> both{kPasswordHeld, kTotpHeld};
  const CeremonyFacts facts{.request = request, .held = both, .methods = kAll, .now = kNow};
  EXPECT_EQ(decide_missing(facts), (std::vector{Method::passkey, Method::certificate}));
  const std::vector<Method> few{Method::password, Method::totp};
  EXPECT_TRUE(
      decide_missing({.request = request, .held = both, .methods = few, .now = kNow}).empty());
}

TEST(Ceremony, WhatIsSuspendedOrExpiredIsNotOffered) {
  auto suspended = kTotpHeld;
  suspended.authenticator.state = AuthenticatorState::suspended;
  auto over = kCardHeld;
  over.authenticator.expires = kNow;
  Case c{"",
         Acr::aal2,
         true,
         false,
         {},
         {kPasswordHeld},
         {kPasswordHeld, suspended, over},
         SignInStep::missing,
         {}};
  EXPECT_EQ(decide(c).step, SignInStep::missing);
}

TEST(Ceremony, EnrolmentAsksForWhatThereIs) {
  const SignInRequest request{.wanted = Acr::aal3, .purpose = Purpose::enrol_authenticator};
  const std::vector<AuthenticatorRecord> both{kPasswordHeld, kTotpHeld};
  const auto step = [&](Acr acr) {
    return decide_step({.request = request,
                        .session = session_of(acr, minutes{5}),
                        .held = both,
                        .methods = kAll,
                        .now = kNow});
  };
  EXPECT_EQ(step(Acr::aal2).step, SignInStep::done);
  EXPECT_EQ(step(Acr::aal1).methods, std::vector{Method::totp});
}

TEST(Ceremony, AnotherPersonOrAnOlderSignInDoesNotSatisfy) {
  const auto session = session_of(Acr::aal2, minutes{5});
  SignInRequest request{.wanted = Acr::aal2, .person = Uuid{}};
  EXPECT_FALSE(is_satisfied(request, session));
  request.person = session.person;
  EXPECT_TRUE(is_satisfied(request, session));
  request.fresh = true;
  request.not_before = kNow - minutes{6};
  EXPECT_TRUE(is_satisfied(request, session));
  request.not_before = kNow - minutes{5};
  EXPECT_FALSE(is_satisfied(request, session));
}

TEST(Ceremony, TheSessionSaysWhatWasProven) {
  const auto who = citizen();
  const auto password = decide_session(
      {.person = who, .proofs = {proof_of(kPasswordHeld)}, .old = {}, .resumes = false}, kNow);
  EXPECT_EQ(password.session.acr, Acr::aal1);
  EXPECT_EQ(password.session.amr, std::vector<std::string>{"pwd"});
  EXPECT_TRUE(password.session.id.is_nil());
  const auto old = session_of(Acr::aal1, minutes{20});
  const auto both = decide_session(
      {.person = who, .proofs = {proof_of(kTotpHeld), old.proofs[0]}, .old = old, .resumes = false},
      kNow);
  EXPECT_EQ(both.session.id, old.id);
  EXPECT_EQ(both.session.acr, Acr::aal2);
  EXPECT_EQ(both.session.amr, (std::vector<std::string>{"otp", "pwd", "mfa"}));
  EXPECT_EQ(both.session.auth_time, old.auth_time);
  EXPECT_EQ(both.session.expires, old.auth_time + days{7});
  EXPECT_EQ(both.top_idle, hours{1});
}

TEST(Ceremony, ResumingKeepsTheTimeOfTheSignIn) {
  auto old = session_of(Acr::aal1, hours{5}, {kPasswordHeld, kTotpHeld});
  old.resumable = Acr::aal2;
  const auto resumed = decide_session(
      {.person = citizen(), .proofs = {proof_of(kTotpHeld)}, .old = old, .resumes = true}, kNow);
  EXPECT_EQ(resumed.session.acr, Acr::aal2);
  EXPECT_EQ(resumed.session.auth_time, old.auth_time);
  EXPECT_EQ(resumed.session.expires, old.auth_time + days{7});
}

TEST(Ceremony, SomebodyElsesSessionIsNotRotated) {
  auto old = session_of(Acr::aal2, minutes{20});
  old.person.bytes[0] = 8;
  EXPECT_TRUE(
      decide_session(
          {.person = citizen(), .proofs = {proof_of(kPasswordHeld)}, .old = old, .resumes = true},
          kNow)
          .session.id.is_nil());
}

TEST(Ceremony, AnOfficeBoundsTheSession) {
  auto person = citizen();
  person.citizen = false;
  person.affiliation = people::Affiliation{.starts = kNow - days{1}, .ends = kNow + hours{2}};
  EXPECT_TRUE(may_sign_in(person, kNow));
  const auto record = decide_session({.person = person,
                                      .proofs = {proof_of(kPasswordHeld), proof_of(kTotpHeld)},
                                      .old = {},
                                      .resumes = false},
                                     kNow);
  EXPECT_TRUE(record.staff);
  EXPECT_EQ(record.idle, minutes{30});
  EXPECT_EQ(record.session.expires, kNow + hours{2});
  EXPECT_FALSE(may_sign_in(person, kNow + hours{2}));
  person.state = people::PersonState::suspended;
  EXPECT_FALSE(may_sign_in(person, kNow));
}

}  // namespace
}  // namespace tessera::authn
