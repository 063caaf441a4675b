// What the protocol endpoints put around the services' answers: statuses, headers, pages.
#include "tests/unit/endpoints/oauth/fixture.hpp"

namespace tessera::endpoints {
namespace {

TEST_F(OauthEndpoints, TokenAnswersAreNeverCached) {
  const auto answer =
      send(http::Method::post, "/oauth2/token", "", "grant_type=client_credentials");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(tokens.grant, "client_credentials");
  EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
}

TEST_F(OauthEndpoints, TokenErrorsAreThoseOfTheStandard) {
  tokens.answer = oauth::refuse("invalid_client", "client authentication failed", "secret detail");
  const auto client = send(http::Method::post, "/oauth2/token");
  EXPECT_EQ(client.status, 401);
  EXPECT_TRUE(header(client, "WWW-Authenticate").starts_with("Basic "));
  EXPECT_EQ(client.body.find("secret detail"), std::string::npos);
  tokens.answer = oauth::refuse("invalid_grant", "the code is not valid");
  const auto grant = send(http::Method::post, "/oauth2/token");
  EXPECT_EQ(grant.status, 400);
  EXPECT_EQ(header(grant, "Cache-Control"), "no-store");
  EXPECT_EQ(codec::parse_json_object(grant.body)->at("error"), "invalid_grant");
}

TEST_F(OauthEndpoints, TheTokenEndpointTakesFormsOnly) {
  has_type = true;
  const auto json =
      send(http::Method::post, "/oauth2/token", "", "{}", {{"content-type", "application/json"}});
  EXPECT_EQ(json.status, 400);
  has_type = false;
  EXPECT_EQ(send(http::Method::post, "/oauth2/token", "", "a=%zz").status, 400);
  EXPECT_EQ(router.find(http::Method::get, "/oauth2/token").route, nullptr);
}

TEST_F(OauthEndpoints, UserinfoTakesHeaderOrBodyAndNeverTheQuery) {
  EXPECT_EQ(
      send(http::Method::get, "/oauth2/userinfo", "", "", {{"authorization", "Bearer abc"}}).status,
      200);
  EXPECT_EQ(queries.token, "abc");
  EXPECT_EQ(send(http::Method::post, "/oauth2/userinfo", "", "access_token=def").status, 200);
  EXPECT_EQ(queries.token, "def");
  const auto query = send(http::Method::get, "/oauth2/userinfo", "access_token=abc");
  EXPECT_EQ(query.status, 401);
  EXPECT_TRUE(
      header(query, "WWW-Authenticate").starts_with("Bearer realm=\"tessera\", resource_metadata="))
      << "no error code without a token";
  EXPECT_EQ(send(http::Method::post, "/oauth2/userinfo", "", "access_token=d",
                 {{"authorization", "Bearer a"}})
                .status,
            400);
  queries.answer = oauth::refuse("insufficient_scope", "userinfo needs the scope openid");
  const auto scope =
      send(http::Method::get, "/oauth2/userinfo", "", "", {{"authorization", "Bearer abc"}});
  EXPECT_EQ(scope.status, 403);
  EXPECT_NE(header(scope, "WWW-Authenticate").find("insufficient_scope"), std::string::npos);
}

// RFC 9701 4
TEST_F(OauthEndpoints, IntrospectionIsAJwtForWhoAcceptsOne) {
  using Form = oauth::IntrospectionForm;
  const auto form_for = [&](const std::string& accept) {
    static_cast<void>(
        send(http::Method::post, "/oauth2/introspect", "", "token=t", {{"accept", accept}}));
    return queries.form;
  };
  const std::string jwt(oauth::kIntrospectionJwt);
  EXPECT_EQ(form_for(jwt), Form::jwt);
  EXPECT_EQ(form_for("application/json, " + jwt + ";q=0.5"), Form::jwt);
  EXPECT_EQ(form_for("application/json;q=0, " + jwt), Form::jwt);
  EXPECT_EQ(form_for(jwt + "; q=0.0"), Form::json);
  EXPECT_EQ(form_for("application/json"), Form::json);
  EXPECT_EQ(form_for("*/*"), Form::json);
  EXPECT_EQ(form_for(jwt + "x"), Form::json);
  queries.answer = oauth::QueryAnswer{.body = "a.b.c", .content_type = jwt};
  const auto answer =
      send(http::Method::post, "/oauth2/introspect", "", "token=t", {{"accept", jwt}});
  EXPECT_EQ(header(answer, "Content-Type"), jwt);
  EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(answer.body, "a.b.c");
}

TEST_F(OauthEndpoints, ATokenByDpopIsPassedOnWithItsProof) {
  queries.answer = oauth::refuse("invalid_token", "the access token is not valid");
  const auto answer = send(http::Method::get, "/oauth2/userinfo", "a=b", "",
                           {{"authorization", "dPoP abc"}, {"dpop", "p1"}, {"dpop", "p2"}});
  EXPECT_EQ(queries.token, "abc");
  EXPECT_EQ(queries.scheme, oauth::PresentedToken::Scheme::dpop);
  EXPECT_EQ(queries.sender.dpop, (std::vector<std::string>{"p1", "p2"}));
  EXPECT_EQ(queries.sender.method, "GET");
  EXPECT_EQ(queries.sender.url, "https://login.example/oauth2/userinfo");
  EXPECT_EQ(answer.status, 401);
  EXPECT_TRUE(header(answer, "WWW-Authenticate").starts_with("DPoP "));
  EXPECT_NE(header(answer, "WWW-Authenticate").find("algs=\""), std::string::npos);
  EXPECT_EQ(header(answer, "DPoP-Nonce"), dpop.nonce({}));
}

TEST_F(OauthEndpoints, OnlyWhoSendsAProofIsToldANonce) {
  EXPECT_EQ(header(send(http::Method::post, "/oauth2/token"), "DPoP-Nonce"), "");
  EXPECT_NE(
      header(send(http::Method::post, "/oauth2/token", "", "", {{"dpop", "x"}}), "DPoP-Nonce"), "");
}

TEST_F(OauthEndpoints, AListenerForCertificatesServesNoPage) {
  http::Router certificates;
  add_client_routes(certificates, deps());
  EXPECT_EQ(certificates.find(http::Method::get, "/oauth2/authorize").route, nullptr);
  EXPECT_EQ(certificates.find(http::Method::get, "/oauth2/logout").route, nullptr);
  EXPECT_NE(certificates.find(http::Method::post, "/oauth2/token").route, nullptr);
  EXPECT_NE(certificates.find(http::Method::get, "/.well-known/jwks.json").route, nullptr);
}

TEST_F(OauthEndpoints, AnErrorPageHasAStableIdAWayBackAndNoLocation) {
  authorize.outcome = oauth::ShowError{.error = {.id = "oauth.redirect_uri_unknown"},
                                       .client_name = "Parking <1>",
                                       .home_uri = "https://portal.test/"};
  const auto page = send(http::Method::get, "/oauth2/authorize", "client_id=x");
  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(header(page, "Location"), "");
  EXPECT_NE(page.body.find("data-error=\"oauth.redirect_uri_unknown\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"https://portal.test/\""), std::string::npos);
  EXPECT_EQ(page.body.find("<1>"), std::string::npos);
  EXPECT_EQ(send(http::Method::get, "/oauth2/authorize", "a=%zz").status, 400);
}

TEST_F(OauthEndpoints, AnswersGoToTheClientByRedirectOrForm) {
  oauth::SendToClient answer{
      .redirect_uri = "https://portal.test/cb?x=1",
      .fields = {{"state", "a&b\""}, {"iss", "https://login.example"}, {"code", "c"}}};
  authorize.outcome = answer;
  const auto redirect = send(http::Method::get, "/oauth2/authorize", "client_id=x");
  EXPECT_EQ(redirect.status, 303);
  EXPECT_EQ(header(redirect, "Location"),
            "https://portal.test/cb?x=1&state=a%26b%22&iss=https%3A%2F%2Flogin.example&code=c");
  answer.mode = oauth::ResponseMode::form_post;
  authorize.outcome = answer;
  const auto page = send(http::Method::get, "/oauth2/authorize", "client_id=x");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("action=\"https://portal.test/cb?x=1\""), std::string::npos);
  EXPECT_NE(page.body.find("name=\"code\" value=\"c\""), std::string::npos);
  EXPECT_NE(page.body.find("value=\"a&amp;b&quot;\""), std::string::npos);
  EXPECT_NE(header(page, "Content-Security-Policy").find("form-action 'self' https://portal.test"),
            std::string::npos);
}

TEST_F(OauthEndpoints, ConsentSaysWhoAsksWhatAndWhy) {
  authorize.outcome = oauth::AskConsent{.client_name = "Parking",
                                        .owner = "City",
                                        .policy_uri = "javascript:alert(1)",
                                        .claims = {{"email", "to send the permit", "consent"}},
                                        .offline = true,
                                        .action = "/oauth2/authorize/continue?request=abc",
                                        .form_origin = "https://portal.test"};
  const auto page = send(http::Method::get, "/oauth2/authorize/continue", "request=abc");
  EXPECT_EQ(page.status, 200);
  for (const auto* part :
       {"<form id=\"consent\"", "id=\"claim-email\"", "to send the permit", "Parking", "City",
        "name=\"action\" value=\"accept\"", "name=\"action\" value=\"cancel\"", "name=\"csrf\"",
        "action=\"/oauth2/authorize/continue?request=abc\"", "id=\"consent-offline\""}) {
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(page.body.find("javascript:"), std::string::npos);
  EXPECT_NE(header(page, "Content-Security-Policy").find("form-action 'self' https://portal.test"),
            std::string::npos);
}

TEST_F(OauthEndpoints, ConsentAndLogoutNeedTheTokenOfThisBrowser) {
  const auto consent =
      send(http::Method::post, "/oauth2/authorize/continue", "request=abc", "action=accept");
  EXPECT_EQ(consent.status, 303);
  EXPECT_EQ(header(consent, "Location"), "/oauth2/authorize/continue?request=abc") << "asked again";
  EXPECT_EQ(authorize.answered, 0);
  const auto out =
      send(http::Method::post, "/oauth2/logout/confirm", "request=abc", "action=logout");
  EXPECT_EQ(out.status, 303);
  EXPECT_EQ(logout.confirmed, 0);
  const auto token = csrf_token(*keyring.get(), std::string(43, 'A'));
  const auto good =
      send(http::Method::post, "/oauth2/authorize/continue", "request=abc",
           "action=accept&csrf=" + token, {{"cookie", "__Host-csrf=" + std::string(43, 'A')}});
  EXPECT_EQ(authorize.answered, 1);
}

TEST_F(OauthEndpoints, CancelGoesItsOwnWay) {
  EXPECT_EQ(header(send(http::Method::get, "/oauth2/authorize/continue", "request=abc&cancel=1"),
                   "Location"),
            "/cancelled");
}

TEST_F(OauthEndpoints, LogoutForgetsTheCookieAndReturns) {
  logout.outcome = oauth::LoggedOut{.redirect_uri = "https://portal.test/bye?state=x"};
  const auto out = send(http::Method::get, "/oauth2/logout", "state=x");
  EXPECT_EQ(out.status, 303);
  EXPECT_EQ(header(out, "Location"), "https://portal.test/bye?state=x");
  EXPECT_TRUE(header(out, "Set-Cookie").starts_with("__Host-session=;"));
  logout.outcome = oauth::LoggedOut{};
  EXPECT_NE(send(http::Method::get, "/oauth2/logout").body.find("id=\"signed-out\""),
            std::string::npos);
  EXPECT_EQ(header(send(http::Method::post, "/oauth2/logout"), "Location"),
            "/oauth2/logout/confirm?request=x");
  logout.outcome = oauth::ConfirmLogout{.action = "/oauth2/logout/confirm?request=y"};
  EXPECT_NE(send(http::Method::get, "/oauth2/logout").body.find("<form id=\"logout\""),
            std::string::npos);
}

TEST_F(OauthEndpoints, DiscoveryAndKeysComeFromReadyBuffers) {
  for (const auto* path : {"/.well-known/openid-configuration",
                           "/.well-known/oauth-authorization-server", "/.well-known/jwks.json"}) {
    const auto first = send(http::Method::get, path);
    EXPECT_EQ(header(first, "Cache-Control"), "public, max-age=3600") << path;
    EXPECT_EQ(header(first, "Content-Type"), "application/json");
    ASSERT_NE(first.shared_body, nullptr);
    EXPECT_EQ(first.shared_body.get(), send(http::Method::get, path).shared_body.get())
        << "the same bytes";
    EXPECT_TRUE(codec::parse_json_object(*first.shared_body));
    EXPECT_TRUE(router.find(http::Method::get, path).route->options.public_cors);
  }
}

}  // namespace
}  // namespace tessera::endpoints
