// Registration, logout by frames, the session iframe and the list of portals.
#include <boost/json/parse.hpp>

#include "tests/unit/endpoints/oauth/fixture.hpp"

namespace tessera::endpoints {
namespace {

using ClientEndpoints = OauthEndpoints;

TEST_F(ClientEndpoints, RegistrationAnswers201AndIsNeverCached) {
  has_type = true;
  const auto made = send(http::Method::post, "/oauth2/register", "", R"({"client_name":"P"})",
                         {{"content-type", "application/json"}, {"authorization", "bEaReR abc"}});
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(registration.token, "abc");
  EXPECT_EQ(registration.last_metadata.at("client_name"), "P");
  EXPECT_EQ(header(made, "Cache-Control"), "no-store");
  for (const auto* body : {"{", "[]", R"({"a":1,"a":2})"}) {
    const auto broken = send(http::Method::post, "/oauth2/register", "", body,
                             {{"content-type", "application/json"}});
    EXPECT_EQ(broken.status, 400) << body;
    EXPECT_EQ(boost::json::parse(broken.body).at("error"), "invalid_client_metadata");
  }
  EXPECT_EQ(send(http::Method::post, "/oauth2/register", "", "a=b",
                 {{"content-type", "application/x-www-form-urlencoded"}})
                .status,
            400);
}

TEST_F(ClientEndpoints, RegistrationErrorsAreThoseOfTheStandard) {
  has_type = true;
  const auto post = [&] {
    return send(http::Method::post, "/oauth2/register", "", "{}",
                {{"content-type", "application/json"}});
  };
  registration.answer = oauth::refuse("invalid_token", "an initial access token is needed");
  const auto closed = post();
  EXPECT_EQ(closed.status, 401);
  EXPECT_TRUE(header(closed, "WWW-Authenticate").starts_with("Bearer "));
  EXPECT_EQ(registration.token, "");
  registration.answer = oauth::refuse("invalid_redirect_uri", "redirect_uris/0 not_a_redirect_uri");
  const auto wrong = post();
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(boost::json::parse(wrong.body).at("error"), "invalid_redirect_uri");
  registration.answer = std::unexpected(
      Error{.code = Errc::rate_limited, .id = "slow_down", .retry_after_seconds = 60});
  EXPECT_EQ(post().status, 429);
  EXPECT_EQ(header(post(), "Retry-After"), "60");
}

TEST_F(ClientEndpoints, ARegistrationIsReadReplacedAndRemovedByItsToken) {
  has_type = true;
  const std::vector<std::pair<std::string, std::string>> headers{
      {"content-type", "application/json"}, {"authorization", "Bearer t1"}};
  EXPECT_EQ(send(http::Method::get, "/oauth2/register/c1", "", "", headers).status, 200);
  EXPECT_EQ(registration.client_id, "c1");
  EXPECT_EQ(registration.token, "t1");
  EXPECT_EQ(send(http::Method::put, "/oauth2/register/c1", "", R"({"a":1})", headers).status, 200);
  EXPECT_EQ(registration.last_metadata.at("a"), 1);
  EXPECT_EQ(send(http::Method::del, "/oauth2/register/c1", "", "", headers).status, 204);
  registration.answer = oauth::refuse("invalid_token", "the token is not known or not in force");
  EXPECT_EQ(send(http::Method::get, "/oauth2/register/c1", "", "", headers).status, 401);
}

// Front-Channel Logout 3.
TEST_F(ClientEndpoints, FrontChannelLogoutFramesOnlyThePortalsAndGoesOn) {
  logout.outcome = oauth::LoggedOut{
      .redirect_uri = "https://portal.test/bye?state=x",
      .client_name = "Parking",
      .frontchannel_uris = {"https://portal.test/out?iss=i&sid=s", "https://tax.test/out"}};
  const auto page = send(http::Method::get, "/oauth2/logout", "id_token_hint=x");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("src=\"https://portal.test/out?iss=i&amp;sid=s\""), std::string::npos);
  EXPECT_NE(page.body.find("src=\"https://tax.test/out\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"https://portal.test/bye?state=x\""), std::string::npos);
  EXPECT_NE(header(page, "Refresh").find("url=https://portal.test/bye?state=x"), std::string::npos);
  const auto policy = header(page, "Content-Security-Policy");
  EXPECT_NE(policy.find("frame-src https://portal.test https://tax.test"), std::string::npos)
      << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  logout.outcome = oauth::LoggedOut{.redirect_uri = "https://portal.test/bye?state=x"};
  const auto plain = send(http::Method::get, "/oauth2/logout", "id_token_hint=x");
  EXPECT_EQ(plain.status, 303) << "nobody to tell by the browser";
  bool forgotten = false;
  for (const auto& [name, value] : plain.headers)
    forgotten = forgotten || value.starts_with("__Host-session-state=; ");
  EXPECT_TRUE(forgotten);
}

TEST_F(ClientEndpoints, AnAnswerSetsTheStateThatOnlyTheFrameReads) {
  authorize.outcome = oauth::SendToClient{.redirect_uri = "https://portal.test/cb",
                                          .fields = {{"code", "c"}, {"session_state", "a.b"}},
                                          .browser_state = "mark"};
  const auto answer = send(http::Method::get, "/oauth2/authorize", "client_id=x");
  const auto cookie = header(answer, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-session-state=mark;")) << cookie;
  EXPECT_EQ(cookie.find("HttpOnly"), std::string::npos) << "the script of the frame reads it";
  EXPECT_NE(cookie.find("SameSite=None"), std::string::npos);
  EXPECT_NE(cookie.find("Secure"), std::string::npos);
}

// Session Management 3.
TEST_F(ClientEndpoints, TheSessionFrameMayBeFramedAndDoesNothingElse) {
  const auto page = send(http::Method::get, "/oauth2/check-session");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  const auto policy = header(page, "Content-Security-Policy");
  EXPECT_NE(policy.find("frame-ancestors *"), std::string::npos);
  EXPECT_NE(policy.find("default-src 'none'; script-src 'self'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  const auto script = send(http::Method::get, "/oauth2/check-session.js");
  EXPECT_EQ(header(script, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(script.body.find("postMessage"), std::string::npos);
}

}  // namespace
}  // namespace tessera::endpoints
