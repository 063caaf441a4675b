// The endpoints of the device grant and of backchannel authentication, and their pages.
#include "tests/unit/endpoints/oauth/fixture.hpp"

namespace tessera::endpoints {
namespace {

class PendingPages : public OauthEndpoints {
 protected:
  // A form of a page of ours in this browser.
  http::Response submit(const std::string& path, const std::string& query,
                        const std::string& fields) {
    const auto token = csrf_token(*keyring.get(), std::string(43, 'A'));
    return send(
        http::Method::post, path, query, fields + "&csrf=" + token,
        {{"cookie", "__Host-csrf=" + std::string(43, 'A')}, {"origin", "https://login.example"}});
  }
};

// RFC 8628 3.1, CIBA 7
TEST_F(PendingPages, TheEndpointsAnswerNeverCachedJson) {
  for (const auto* path : {"/oauth2/device_authorization", "/oauth2/bc-authorize"}) {
    const auto good = send(http::Method::post, path, "", "client_id=a");
    EXPECT_EQ(good.status, 200) << path;
    EXPECT_EQ(header(good, "Cache-Control"), "no-store");
    EXPECT_EQ(send(http::Method::post, path, "", "a=%zz").status, 400);
    EXPECT_EQ(router.find(http::Method::get, path).route, nullptr);
  }
  devices.answer = fail(Errc::rate_limited, "slow_down", "too many");
  const auto limited = send(http::Method::post, "/oauth2/device_authorization");
  EXPECT_EQ(limited.status, 429);
  EXPECT_NE(header(limited, "Retry-After"), "");
  ciba.answer = oauth::refuse("invalid_client", "client authentication failed");
  EXPECT_EQ(send(http::Method::post, "/oauth2/bc-authorize").status, 401);
}

// RFC 8628 3.3.1
TEST_F(PendingPages, TheLinkFillsTheCodeInAndLooksNothingUp) {
  const auto page = send(http::Method::get, "/device", "user_code=BCDF-GHJK");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("value=\"BCDF-GHJK\""), std::string::npos);
  EXPECT_EQ(pending.entered, "");
  const auto odd = send(http::Method::get, "/device", "user_code=%3Cscript%3E");
  EXPECT_EQ(odd.body.find("<script>alert"), std::string::npos);
  EXPECT_NE(odd.body.find("&lt;script&gt;"), std::string::npos);
}

TEST_F(PendingPages, ACodeIsTakenFromAPageOfOursOnly) {
  EXPECT_EQ(send(http::Method::post, "/device", "", "user_code=BCDF-GHJK").status, 403);
  EXPECT_EQ(pending.entered, "");
  const auto good = submit("/device", "", "user_code=BCDF-GHJK");
  EXPECT_EQ(good.status, 303);
  EXPECT_EQ(header(good, "Location"), "/device/confirm?request=x");
  EXPECT_EQ(pending.entered, "BCDF-GHJK");
  pending.path = fail(Errc::rate_limited, "device.too_many");
  EXPECT_EQ(submit("/device", "", "user_code=BCDF-GHJK").status, 429);
  pending.path = fail(Errc::invalid, "device.code_unknown");
  const auto wrong = submit("/device", "", "user_code=BCDF-GHJK");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.body.find("id=\"user_code-error\""), std::string::npos);
}

// RFC 8628 5.4
TEST_F(PendingPages, ThePageShowsTheCodeTheWarningAndWhatIsAsked) {
  pending.outcome =
      oauth::AskApproval{.consent = {.client_name = "Parking",
                                     .owner = "City",
                                     .claims = {{"email", "to send the permit", "consent"}},
                                     .action = "/device/confirm?request=abc"},
                         .user_code = "BCDF-GHJK",
                         .device = true};
  const auto page = send(http::Method::get, "/device/confirm", "request=abc");
  EXPECT_EQ(page.status, 200);
  for (const auto* part : {"consent-device-warning", "BCDF-GHJK", "to send the permit", "Parking",
                           "action=\"/device/confirm?request=abc\""})
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
  EXPECT_EQ(page.body.find("consent-backchannel"), std::string::npos);
}

TEST_F(PendingPages, AnAnswerNeedsThePageToo) {
  pending.outcome = oauth::PendingAnswered{.client_name = "Parking", .approved = true};
  const auto forged =
      send(http::Method::post, "/account/requests/confirm", "request=abc", "action=accept");
  EXPECT_EQ(forged.status, 303);
  EXPECT_TRUE(pending.answered.empty());
  EXPECT_EQ(submit("/account/requests/confirm", "request=abc", "action=accept").status, 200);
  EXPECT_EQ(submit("/device/confirm", "request=abc", "action=cancel").status, 200);
  EXPECT_EQ(pending.answered, (std::vector<bool>{true, false}));
  pending.outcome = oauth::PendingRefused{"pending.gone"};
  EXPECT_EQ(send(http::Method::get, "/device/confirm", "request=abc").status, 400);
}

// RFC 9728 3.1
TEST_F(PendingPages, ResourcesPublishTheirMetadata) {
  for (const std::string path : {"/oauth2/userinfo", "/api/admin/v1"}) {
    const auto answer = send(http::Method::get, "/.well-known/oauth-protected-resource" + path);
    EXPECT_EQ(answer.status, 200);
    const auto& text = answer.shared_body ? *answer.shared_body : answer.body;
    EXPECT_EQ(codec::parse_json_object(text)->at("resource").as_string(),
              "https://login.example" + path);
  }
  const auto refused = send(http::Method::get, "/oauth2/userinfo");
  EXPECT_NE(header(refused, "WWW-Authenticate").find("resource_metadata=\"https://login.example"),
            std::string::npos);
}

}  // namespace
}  // namespace tessera::endpoints
