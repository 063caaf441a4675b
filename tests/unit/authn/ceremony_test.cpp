#include "authn/ceremony.hpp"

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

Session session_of(Acr acr, Duration age) {
  Session session;
  session.id.bytes[0] = 1;
  session.person.bytes[0] = 9;
  session.acr = acr;
  session.auth_time = kNow - age;
  session.created = kNow - age;
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
  bool fresh;
  std::optional<Session> session;
  bool password;
  bool code;
  bool totp;
  SignInStep step;
};

TEST(Ceremony, TheTableOfSteps) {
  using enum SignInStep;
  const auto aal1 = session_of(Acr::aal1, minutes{5});
  const auto aal1_old = session_of(Acr::aal1, hours{2});
  const auto aal2 = session_of(Acr::aal2, minutes{5});
  const std::vector<Case> cases{
      {"nobody", Acr::aal1, false, {}, false, false, false, SignInStep::password},
      {"session suffices", Acr::aal1, false, aal1, false, false, false, done},
      {"session of a higher level", Acr::aal1, false, aal2, false, false, false, done},
      {"wish beyond what there is", Acr::aal3, false, aal2, false, false, false, done},
      {"step-up", Acr::aal2, false, aal1, false, false, true, SignInStep::code},
      {"step-up without a factor", Acr::aal2, false, aal1, false, false, false, no_second_factor},
      {"step-up of an old password", Acr::aal2, false, aal1_old, false, false, true,
       SignInStep::password},
      {"fresh asks again", Acr::aal2, true, aal2, false, false, true, SignInStep::password},
      {"password is enough", Acr::aal1, false, {}, true, false, true, done},
      {"password, then code", Acr::aal2, false, {}, true, false, true, SignInStep::code},
      {"password, nothing more to ask", Acr::aal2, false, {}, true, false, false, done},
      {"both", Acr::aal2, true, aal1, true, true, true, done},
  };
  for (const auto& c : cases) {
    const SignInRequest request{.wanted = c.wanted, .fresh = c.fresh, .not_before = kNow};
    const CeremonyFacts facts{.request = request,
                              .session = c.session,
                              .password_proven = c.password,
                              .code_proven = c.code,
                              .has_totp = c.totp,
                              .now = kNow};
    EXPECT_EQ(decide_step(facts), c.step) << c.name;
  }
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
  const auto password =
      decide_session(citizen(), {.code = false, .auth_time = kNow}, std::nullopt, kNow);
  EXPECT_EQ(password.session.acr, Acr::aal1);
  EXPECT_EQ(password.session.amr, std::vector<std::string>{"pwd"});
  EXPECT_TRUE(password.session.id.is_nil());
  const auto old = session_of(Acr::aal1, minutes{20});
  const auto both =
      decide_session(citizen(), {.code = true, .auth_time = old.auth_time}, old, kNow);
  EXPECT_EQ(both.session.id, old.id);
  EXPECT_EQ(both.session.acr, Acr::aal2);
  EXPECT_EQ(both.session.amr, (std::vector<std::string>{"pwd", "otp", "mfa"}));
  EXPECT_EQ(both.session.auth_time, old.auth_time);
  EXPECT_EQ(both.session.expires, old.auth_time + hours{24});
}

TEST(Ceremony, SomebodyElsesSessionIsNotRotated) {
  auto old = session_of(Acr::aal2, minutes{20});
  old.person.bytes[0] = 8;
  EXPECT_TRUE(
      decide_session(citizen(), {.code = true, .auth_time = kNow}, old, kNow).session.id.is_nil());
}

TEST(Ceremony, AnOfficeBoundsTheSession) {
  auto person = citizen();
  person.citizen = false;
  person.affiliation = people::Affiliation{.starts = kNow - days{1}, .ends = kNow + hours{2}};
  EXPECT_TRUE(may_sign_in(person, kNow));
  const auto record = decide_session(person, {.code = true, .auth_time = kNow}, std::nullopt, kNow);
  EXPECT_TRUE(record.staff);
  EXPECT_EQ(record.idle, minutes{30});
  EXPECT_EQ(record.session.expires, kNow + hours{2});
  EXPECT_FALSE(may_sign_in(person, kNow + hours{2}));
  person.state = people::PersonState::suspended;
  EXPECT_FALSE(may_sign_in(person, kNow));
}

}  // namespace
}  // namespace tessera::authn
