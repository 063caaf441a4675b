#include <set>

#include "tests/integration/account/site.hpp"

namespace tessera::endpoints {
namespace {

class SignInPages : public Site {};

TEST_F(SignInPages, PasswordThenCodeLeadsBack) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  EXPECT_TRUE(visitor.cookies.contains("__Host-session"));
  EXPECT_TRUE(visitor.cookies.contains("__Host-device"));
  EXPECT_TRUE(visitor.shows("id=\"account-overview\""));
}

TEST_F(SignInPages, TheFormIsWhatBrowsersAndManagersExpect) {
  Visitor visitor;
  get(visitor, "/account");
  EXPECT_EQ(get(visitor, visitor.location()), 200);
  EXPECT_TRUE(visitor.shows("<form id=\"sign-in\" method=\"post\""));
  EXPECT_TRUE(visitor.shows("autocomplete=\"username webauthn\""));
  EXPECT_TRUE(visitor.shows("autocomplete=\"current-password\""));
  EXPECT_TRUE(visitor.shows("name=\"action\" value=\"cancel\""));
  EXPECT_NE(visitor.header("Content-Security-Policy")->find("form-action 'self'"),
            std::string::npos);
  EXPECT_EQ(*visitor.header("Referrer-Policy"), "same-origin");
}

TEST_F(SignInPages, UnknownAndWrongAreByteForByteTheSame) {
  const auto anna = make_person("anna@example.org");
  std::vector<http::Response> answers;
  std::vector<std::string> bodies;
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  for (const auto* login : {"anna@example.org", "nobo@example.org"}) {
    post(visitor, flow, {{"username", login}, {"password", "wrong"}});
    answers.push_back(visitor.last);
    // Each page has a challenge of its own for passkeys.
    auto body = std::regex_replace(visitor.page, std::regex("(anna|nobo)@"), "x@");
    body = std::regex_replace(body, std::regex("name=\"challenge\" value=\"[^\"]*\""), "challenge");
    bodies.push_back(std::regex_replace(
        body, std::regex("&quot;challenge&quot;:&quot;[A-Za-z0-9_-]{43}&quot;"), "challenge"));
  }
  EXPECT_EQ(answers[0].status, answers[1].status);
  EXPECT_EQ(answers[0].headers, answers[1].headers);
  EXPECT_EQ(bodies[0], bodies[1]);
  EXPECT_FALSE(visitor.cookies.contains("__Host-session"));
}

TEST_F(SignInPages, ForgedFormsAreRefusedWithAWayBack) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  const Fields credentials{{"username", anna.login}, {"password", std::string(kPassword)}};
  EXPECT_EQ(post_raw(visitor, flow, credentials), 403);  // no token
  EXPECT_TRUE(visitor.shows("id=\"again\""));
  EXPECT_TRUE(visitor.shows("href=\"/sign-in?flow="));
  get(visitor, flow);
  visitor.origin = "https://evil.example";
  EXPECT_EQ(post(visitor, flow, credentials), 403);
  visitor.origin = "null";
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, credentials), 403);
  visitor.origin = "https://login.example.gov";
  // A token of another browser.
  Visitor mallory;
  get(mallory, flow);
  auto forged = credentials;
  forged.emplace_back("csrf", mallory.hidden("csrf"));
  EXPECT_EQ(post_raw(visitor, flow, forged), 403);
  EXPECT_FALSE(visitor.cookies.contains("__Host-session"));
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, credentials), 200);
}

TEST_F(SignInPages, TossedCookiesCountAsNone) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  const auto session = visitor.cookies["__Host-session"];
  visitor.cookies["__Host-session"] = session + "; __Host-session=" + session.substr(1) + "A";
  EXPECT_EQ(get(visitor, "/account"), 303);
  visitor.cookies["__Host-session"] = session;
  EXPECT_EQ(get(visitor, "/account"), 200);
}

TEST_F(SignInPages, NoHeaderIsMadeOfWhatWasTyped) {
  Visitor visitor;
  EXPECT_EQ(get(visitor, "/sign-in?flow=%0d%0aSet-Cookie:x=y"), 400);
  for (const auto& [name, value] : visitor.last.headers) {
    EXPECT_EQ(value.find('\n'), std::string::npos) << name;
  }
  EXPECT_EQ(get(visitor, "/sign-in?return_to=https://evil.example"), 303);
  EXPECT_TRUE(visitor.location().starts_with("/sign-in?flow="));
}

TEST_F(SignInPages, TypedTextIsEscaped) {
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  post(visitor, flow, {{"username", "\"><script>alert(1)</script>"}, {"password", "x"}});
  EXPECT_EQ(visitor.page.find("<script>alert"), std::string::npos);
}

TEST_F(SignInPages, ThrottledIsToldWithRetryAfter) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  for (int i = 0; i < 11; ++i)
    EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", "wrong"}}), 400);
  EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", std::string(kPassword)}}),
            429);
  ASSERT_TRUE(visitor.header("Retry-After"));
  EXPECT_EQ(*visitor.header("Retry-After"), "30");
}

TEST_F(SignInPages, ClearedCookiesBetweenPasswordAndCodeHaveAWayBack) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", std::string(kPassword)}}),
            200);
  EXPECT_EQ(visitor.hidden("method"), "totp");
  visitor.cookies.clear();
  EXPECT_EQ(post(visitor, flow, {{"method", "totp"}, {"code", code_of(anna)}}), 403);
  EXPECT_TRUE(visitor.shows("id=\"again\""));
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, {{"method", "totp"}, {"code", code_of(anna)}}),
            410);  // of another browser now
  EXPECT_TRUE(visitor.shows("id=\"again\""));
}

TEST_F(SignInPages, TwoHoursAndADayIdle) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  clock.advance(hours{2});
  EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", std::string(kPassword)}}),
            200);
  clock.advance(minutes{11});
  EXPECT_EQ(post(visitor, flow, {{"method", "totp"}, {"code", code_of(anna)}}), 410);
  clock.advance(hours{24});
  EXPECT_EQ(get(visitor, flow), 410);
  EXPECT_TRUE(visitor.shows("href=\"/account\""));
}

TEST_F(SignInPages, CancelLeadsWhereTheFlowSays) {
  Visitor visitor;
  get(visitor, "/account");
  const auto flow = visitor.location();
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, {{"action", "cancel"}}), 303);
  EXPECT_EQ(visitor.location(), "/");
}

TEST_F(SignInPages, TheFlowBringsItsLanguageAndFormTarget) {
  const authn::SignInRequest wish{.return_to = "/account",
                                  .wanted = Acr::aal2,
                                  .client_name = "<Taxes>",
                                  .form_origin = "https://rp.example",
                                  .ui_locales = "de",
                                  .created = clock.now()};
  Visitor visitor;
  EXPECT_EQ(get(visitor, authn::sign_in_url(wish, *keyring().get(), random)), 200);
  EXPECT_TRUE(visitor.shows("<html lang=\"de\""));
  EXPECT_TRUE(visitor.shows("&lt;Taxes&gt;"));
  EXPECT_NE(
      visitor.header("Content-Security-Policy")->find("form-action 'self' https://rp.example"),
      std::string::npos);
}

TEST_F(SignInPages, WhoSignedInInAnotherTabIsNotAskedForASecondCode) {
  const auto anna = make_person("anna@example.org");
  const auto ben = make_person("ben@example.org");
  Visitor visitor;
  const authn::SignInRequest wish{
      .return_to = "/account/sessions", .wanted = Acr::aal2, .created = clock.now()};
  const auto flow = authn::sign_in_url(wish, *keyring().get(), random);
  EXPECT_EQ(get(visitor, flow), 200);
  const auto page = visitor.page;
  sign_in_as(visitor, anna);
  visitor.page = page;
  EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", "wrong"}}), 400);
  EXPECT_EQ(post(visitor, flow, {{"username", ben.login}, {"password", std::string(kPassword)}}),
            200)
      << "another person is asked for his own code";
  visitor.page = page;
  EXPECT_EQ(post(visitor, flow, {{"username", anna.login}, {"password", std::string(kPassword)}}),
            303);
  EXPECT_EQ(visitor.location(), "/account/sessions");
  EXPECT_EQ(visitor.header("Set-Cookie"), nullptr) << "the session of the other tab serves";
}

TEST_F(SignInPages, TheLanguageOfTheAccountGoesBeforeTheBrowsers) {
  const auto anna = make_person("anna@example.org");
  sql("update person set locale = 'de' where id = '" + to_string(anna.id) + "'");
  Visitor visitor;
  visitor.cookies["__Host-locale"] = "en";
  EXPECT_EQ(get(visitor, "/account"), 303);
  EXPECT_EQ(get(visitor, visitor.location()), 200);
  EXPECT_TRUE(visitor.shows("<html lang=\"en\""));
  sign_in_as(visitor, anna);
  EXPECT_TRUE(visitor.shows("<html lang=\"de\""));
  EXPECT_EQ(get(visitor, "/account?ui_locales=en"), 200);
  EXPECT_TRUE(visitor.shows("<html lang=\"en\""));
}

TEST_F(SignInPages, ALiveSessionGoesStraightThrough) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  const authn::SignInRequest wish{
      .return_to = "/account/sessions", .wanted = Acr::aal2, .created = clock.now()};
  EXPECT_EQ(get(visitor, authn::sign_in_url(wish, *keyring().get(), random)), 303);
  EXPECT_EQ(visitor.location(), "/account/sessions");
}

// Cookies alone, a token of another browser and another site's page move nothing anywhere.
TEST_F(SignInPages, EveryFormNeedsTheTokenOfItsBrowser) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor, thief;
  sign_in_as(visitor, anna);
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  const auto own = visitor.hidden("csrf");
  ASSERT_EQ(get(thief, "/recover"), 200);
  const auto other = thief.hidden("csrf");
  ASSERT_NE(own, other);
  const auto written = [&] {
    return std::pair(count("select count(*) from journal_event"),
                     count("select count(*) from outbox"));
  };
  const auto before = written();
  const authn::SignInRequest wish{
      .return_to = "/account", .wanted = Acr::aal3, .created = clock.now()};
  int forms = 0;
  for (const auto& route : router_.routes()) {
    if (route->method != http::Method::post) continue;
    const auto path = route->path == "/sign-in" ? authn::sign_in_url(wish, *keyring().get(), random)
                                                : route->path;
    ++forms;
    for (const auto& action : {"continue", "saved_code", "all", "confirm", "request"}) {
      const Fields fields{{"action", action}, {"username", anna.login}};
      EXPECT_GE(post_raw(visitor, path, fields), 400) << path;
      auto foreign = fields;
      foreign.emplace_back("csrf", other);
      EXPECT_GE(post_raw(visitor, path, foreign), 400) << path;
      auto tricked = fields;
      tricked.emplace_back("csrf", own);
      visitor.origin = "https://evil.example";
      EXPECT_GE(post_raw(visitor, path, tricked), 400) << path;
      visitor.origin = "https://login.example.gov";
    }
  }
  EXPECT_GT(forms, 20);
  EXPECT_EQ(written(), before);
  EXPECT_EQ(get(visitor, "/account"), 200) << "still signed in";
}

}  // namespace
}  // namespace tessera::endpoints
