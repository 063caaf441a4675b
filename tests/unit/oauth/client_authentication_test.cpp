#include <gtest/gtest.h>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "oauth/proofs/pkce.hpp"
#include "tests/unit/oauth/authenticator_fixture.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

std::string basic(std::string_view text) {
  return "Basic " + codec::to_base64(as_bytes(text));
}

ClientSecret secret(std::string_view text, std::optional<TimePoint> expires = {}) {
  const auto digest = crypto::sha256(as_bytes(text));
  return {.id = id_of(9), .digest = {digest.begin(), digest.end()}, .expires = expires};
}

class ClientAuthentication : public WithAuthenticator {
 protected:
  ClientAuthentication() {
    clock.set(kNow);
    auto confidential = approved(1);
    confidential.secrets = {secret("new"), secret("old", kNow + seconds{1})};
    auto native = portal();
    native.token_endpoint_auth_method = ClientAuthMethod::none;
    auto draft = approved(3);
    draft.client.status = ClientStatus::draft;
    draft.secrets = {secret("new")};
    serve({confidential, approved(2, native), draft});
  }
};

TEST_F(ClientAuthentication, TakesEitherSecretDuringARotation) {
  EXPECT_EQ(authenticate(basic(one + ":new"), {}), "ok");
  EXPECT_EQ(authenticate(basic(one + ":old"), {}), "ok");
  EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_secret", "new"}}), "ok");
  clock.set(kNow + seconds{1});
  EXPECT_EQ(authenticate(basic(one + ":old"), {}), "invalid_client");
}

TEST_F(ClientAuthentication, RefusesWrongAndMissingSecrets) {
  EXPECT_EQ(authenticate(basic(one + ":wrong"), {}), "invalid_client");
  EXPECT_EQ(authenticate(basic(one + ":"), {}), "invalid_client");
  EXPECT_EQ(authenticate({}, {{"client_id", one}}), "invalid_client");
  EXPECT_EQ(authenticate({}, {}), "invalid_client");
  EXPECT_EQ(authenticate(basic("nobody:new"), {}), "invalid_client");
  EXPECT_EQ(authenticate(basic(three + ":new"), {}), "invalid_client") << "a draft";
  EXPECT_EQ(authenticate("Bearer x", {{"client_id", one}}), "invalid_client");
}

TEST_F(ClientAuthentication, RefusesTwoMethodsAtOnce) {
  EXPECT_EQ(authenticate(basic(one + ":new"), {{"client_secret", "new"}}), "invalid_request");
  EXPECT_EQ(authenticate(basic(one + ":new"), {{"client_id", two}}), "invalid_client");
  EXPECT_EQ(authenticate(basic(one + ":new"), {{"client_id", one}}), "ok");
}

TEST_F(ClientAuthentication, PublicClientsOnlyNameThemselves) {
  EXPECT_EQ(authenticate({}, {{"client_id", two}}), "ok");
  EXPECT_EQ(authenticate({}, {{"client_id", two}, {"client_secret", "x"}}), "invalid_client");
}

TEST_F(ClientAuthentication, TheRegisteredMethodCountsAndTheTwoWaysOfASecretAreOne) {
  using Method = ClientAuthMethod;
  for (const auto registered :
       {Method::client_secret_basic, Method::client_secret_post, Method::none}) {
    auto record = approved(1);
    record.client.registration.token_endpoint_auth_method = registered;
    record.secrets = {secret("new")};  // left over, where the client is public now
    serve({record});
    const std::string by_secret = registered == Method::none ? "invalid_client" : "ok";
    const std::string by_name = registered == Method::none ? "ok" : "invalid_client";
    EXPECT_EQ(authenticate(basic(one + ":new"), {}), by_secret) << to_string(registered);
    EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_secret", "new"}}), by_secret);
    EXPECT_EQ(authenticate({}, {{"client_id", one}}), by_name);
    EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_secret", ""}}), "invalid_client");
  }
}

TEST_F(ClientAuthentication, TheProfileSaysWhichMethods) {
  auto profile = baseline();
  profile.auth_methods = {"client_secret_basic"};
  auto record = approved(1);
  record.secrets = {secret("new")};
  serve({record}, profile);
  EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_secret", "new"}}), "invalid_client");
  EXPECT_EQ(authenticate(basic(one + ":new"), {}), "ok");
}

TEST(BasicCredentials, AreFormDecoded) {
  const auto parsed =
      parse_basic_credentials("bAsIC " + codec::to_base64(as_bytes("a%3Ab:c%2Bd+e:f")));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->id, "a:b");
  EXPECT_EQ(parsed->secret, "c+d e:f");
  for (const auto* bad :
       {"", "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic OnNlY3JldA==", "Bearer YTpi"}) {
    EXPECT_FALSE(parse_basic_credentials(bad)) << bad;
  }
  EXPECT_FALSE(parse_basic_credentials("Basic " + codec::to_base64(as_bytes("a&b=c:d"))));
  EXPECT_FALSE(parse_basic_credentials("Basic " + codec::to_base64(as_bytes("a%zz:d"))));
}

TEST(Pkce, ComparesTheHashAndCatchesADowngrade) {
  const std::string verifier =
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 appendix B
  const std::string challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  EXPECT_TRUE(check_verifier(challenge, &verifier));
  EXPECT_TRUE(check_verifier("", nullptr));
  EXPECT_EQ(check_verifier(challenge, nullptr).error().id, "invalid_grant");
  EXPECT_EQ(check_verifier("", &verifier).error().id, "invalid_grant");
  const std::string other(43, 'a'), small(42, 'a'), odd = std::string(42, 'a') + "!";
  EXPECT_FALSE(check_verifier(challenge, &other));
  EXPECT_FALSE(check_verifier(challenge, &small));
  EXPECT_FALSE(check_verifier(challenge, &odd));
  EXPECT_FALSE(check_verifier(challenge, &challenge)) << "the challenge itself is no verifier";
}

}  // namespace
}  // namespace tessera::oauth
