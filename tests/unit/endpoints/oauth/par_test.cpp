// The PAR endpoint, answers in the fragment, and details on the consent page.
#include "tests/unit/endpoints/oauth/fixture.hpp"

namespace tessera::endpoints {
namespace {

using PushedRequests = OauthEndpoints;

// RFC 9126 2.2 and 2.3.
TEST_F(PushedRequests, AreAnsweredWithAReference) {
  const auto made = send(http::Method::post, "/oauth2/par", "", "client_id=x");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body, R"({"request_uri":"urn:x","expires_in":60})");
  EXPECT_EQ(header(made, "Cache-Control"), "no-store");
  EXPECT_EQ(header(made, "Content-Type"), "application/json");
  pushed.answer = oauth::refuse("invalid_request_object", "the request object is not valid");
  const auto refused = send(http::Method::post, "/oauth2/par", "", "client_id=x");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find(R"("error":"invalid_request_object")"), std::string::npos);
  EXPECT_EQ(header(refused, "Cache-Control"), "no-store");
  pushed.answer = oauth::refuse("invalid_client", "client authentication failed");
  EXPECT_EQ(send(http::Method::post, "/oauth2/par", "", "client_id=x").status, 401);
}

TEST_F(PushedRequests, TakeFormsOnlyAndByPostOnly) {
  EXPECT_EQ(send(http::Method::post, "/oauth2/par", "", "a=%zz").status, 400);
  EXPECT_EQ(send(http::Method::post, "/oauth2/par", "", "a=%00").status, 400);
  has_type = true;
  EXPECT_EQ(
      send(http::Method::post, "/oauth2/par", "", "{}", {{"content-type", "application/json"}})
          .status,
      400);
  for (const auto method : {http::Method::get, http::Method::put})
    EXPECT_EQ(router.find(method, "/oauth2/par").route, nullptr);
}

TEST_F(OauthEndpoints, AnAnswerInTheFragmentLeavesTheQueryAlone) {
  authorize.outcome = oauth::SendToClient{.redirect_uri = "https://portal.test/cb?x=1",
                                          .mode = oauth::ResponseMode::fragment,
                                          .fields = {{"state", "a&b"}, {"id_token", "t"}}};
  const auto answer = send(http::Method::get, "/oauth2/authorize", "client_id=x");
  EXPECT_EQ(header(answer, "Location"), "https://portal.test/cb?x=1#state=a%26b&id_token=t");
  EXPECT_EQ(header(answer, "Referrer-Policy"), "no-referrer");
}

TEST_F(OauthEndpoints, ConsentShowsWhatIsAskedInDetail) {
  authorize.outcome = oauth::AskConsent{
      .client_name = "Parking",
      .details = {{"payment_initiation", "Start a payment", {{"Paid to", "City <1>"}}}},
      .action = "/oauth2/authorize/continue?request=abc"};
  const auto page = send(http::Method::get, "/oauth2/authorize/continue", "request=abc");
  for (const auto* part :
       {"id=\"consent-detail-1\"", "Start a payment", "Paid to", "City &lt;1&gt;"})
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace tessera::endpoints
