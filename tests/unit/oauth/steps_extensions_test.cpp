// The steps of the extensions: response types and modes, request objects, DPoP, resources, details.
#include "tests/unit/oauth/steps_fixture.hpp"

namespace tessera::oauth::steps {
namespace {

// RFC 9126 5, RFC 9101 10.5.
TEST_F(Steps, PushingAndSigningAreDemandedByRegistrationOrProfile) {
  EXPECT_EQ(run(check_pushed, {}).error, "");
  auto r = portal();
  r.require_pushed_authorization_requests = true;
  EXPECT_EQ(run(check_pushed, {}, r).error, "invalid_request");
  auto strict = baseline();
  strict.require_par = true;
  EXPECT_EQ(run(check_pushed, {}, portal(), strict).error, "invalid_request");
  EXPECT_EQ(run(check_signed, {}).error, "");
  r.require_signed_request_object = true;
  EXPECT_EQ(run(check_signed, {}, r).error, "invalid_request");
  is_signed = true;
  EXPECT_EQ(run(check_signed, {}, r).error, "");
}

ClientProfile legacy() {
  auto profile = baseline();
  profile.response_types = {"code",          "id_token",   "id_token token",
                            "code id_token", "code token", "code id_token token"};
  profile.response_modes = {"query",     "fragment",     "form_post",    "jwt",
                            "query.jwt", "fragment.jwt", "form_post.jwt"};
  return profile;
}

TEST_F(Steps, ResponseTypesAreThoseOfTheProfileAndTheRegistration) {
  EXPECT_EQ(run(check_response_type, {}).error, "invalid_request");
  EXPECT_EQ(run(check_response_type, {{"response_type", ""}}).error, "invalid_request");
  EXPECT_EQ(run(check_response_type, {{"response_type", "code"}}).error, "");
  for (const auto* other : {"token", "id_token", "code id_token", "none", "Code", "code code",
                            " code", "code ", "code\ttoken"}) {
    EXPECT_EQ(run(check_response_type, {{"response_type", other}}).error,
              "unsupported_response_type")
        << other;
  }
  auto r = portal();
  r.response_types = {"code", "code id_token"};
  const auto hybrid = run(check_response_type, {{"response_type", "id_token code"}}, r, legacy());
  EXPECT_EQ(hybrid.error, "") << "in any order";
  EXPECT_EQ(hybrid.draft.request.response_type, (ResponseType{.code = true, .id_token = true}));
  EXPECT_EQ(run(check_response_type, {{"response_type", "id_token"}}, r, legacy()).error,
            "unauthorized_client");
  EXPECT_EQ(run(check_response_type, {{"response_type", "token"}}, r, legacy()).error,
            "unsupported_response_type")
      << "RFC 9700 2.1.2: in no profile";
  EXPECT_EQ(run(check_response_type, {{"response_type", "code id_token"}}, r).error,
            "unsupported_response_type")
      << "off unless the profile says so";
}

// Multiple Response Types 2.1, Multiple Response Types 3.0, JARM 2.3.4.
TEST_F(Steps, ResponseModesAreThoseOfTheProfile) {
  const auto way = [&](Fields fields, ClientProfile profile = legacy()) {
    const auto out = run(check_response_mode, fields, portal(), std::move(profile));
    EXPECT_EQ(out.error, "");
    return out.draft.request.response;
  };
  EXPECT_EQ(way({{"response_mode", "query"}}), (ResponseWay{ResponseMode::query, false}));
  EXPECT_EQ(way({{"response_mode", "form_post"}}), (ResponseWay{ResponseMode::form_post, false}));
  EXPECT_EQ(way({{"response_mode", "fragment"}}), (ResponseWay{ResponseMode::fragment, false}));
  EXPECT_EQ(way({{"response_type", "code"}, {"response_mode", "jwt"}}),
            (ResponseWay{ResponseMode::query, true}));
  EXPECT_EQ(way({{"response_type", "code id_token"}, {"response_mode", "jwt"}}),
            (ResponseWay{ResponseMode::fragment, true}));
  EXPECT_EQ(way({{"response_type", "id_token"}}), (ResponseWay{ResponseMode::fragment, false}));
  EXPECT_EQ(way({}), (ResponseWay{ResponseMode::query, false}));
  for (const auto* mode : {"fragment", "jwt", "web_message", "", "Query", "query "}) {
    const auto out = run(check_response_mode, {{"response_mode", mode}});
    EXPECT_EQ(out.error, "invalid_request") << mode;
    EXPECT_EQ(out.draft.request.response, (ResponseWay{ResponseMode::query, false}))
        << "told by the default one";
  }
  for (const auto* mode : {"query", "query.jwt"}) {
    const auto out =
        run(check_response_mode, {{"response_type", "code token"}, {"response_mode", mode}},
            portal(), legacy());
    EXPECT_EQ(out.error, "invalid_request") << "no token in a query";
    EXPECT_EQ(out.draft.request.response.mode, ResponseMode::fragment);
  }
}

TEST_F(Steps, AnIdTokenThroughTheBrowserNeedsANonce) {
  EXPECT_EQ(run(check_nonce, {}).error, "");
  type = {.code = true, .token = true};
  EXPECT_EQ(run(check_nonce, {}).error, "") << "optional for code token";
  type = {.code = true, .id_token = true};
  EXPECT_EQ(run(check_nonce, {}).error, "invalid_request");
  EXPECT_EQ(run(check_nonce, {{"nonce", ""}}).error, "invalid_request");
  EXPECT_EQ(run(check_nonce, {{"nonce", "n"}}).draft.request.nonce, "n");
  type = {.id_token = true};
  EXPECT_EQ(run(check_nonce, {}).error, "invalid_request");
}

TEST_F(Steps, ADpopKeyIsAThumbprintAndTheOneThatWasProved) {
  const std::string key(43, 'A');
  EXPECT_EQ(run(check_dpop_jkt, {}).error, "");
  EXPECT_EQ(run(check_dpop_jkt, {{"dpop_jkt", key}}).draft.request.dpop_jkt, key);
  for (const auto& bad : {std::string(42, 'A'), std::string(44, 'A'), std::string()})
    EXPECT_EQ(run(check_dpop_jkt, {{"dpop_jkt", bad}}).error, "invalid_request");
  jkt = key;
  EXPECT_EQ(run(check_dpop_jkt, {}).draft.request.dpop_jkt, key) << "of the proof";
  EXPECT_EQ(run(check_dpop_jkt, {{"dpop_jkt", key}}).error, "");
  EXPECT_EQ(run(check_dpop_jkt, {{"dpop_jkt", std::string(42, 'A') + "E"}}).error,
            "invalid_dpop_proof");
}

// RFC 8707 2.1.
TEST_F(Steps, ResourcesAreAudiencesOfTheClient) {
  auto r = portal();
  r.audiences = {"https://a.test/api", "https://b.test/"};
  EXPECT_TRUE(run(check_resource, {}, r).draft.request.resources.empty());
  const auto both = run(check_resource,
                        {{"resource", "https://b.test/"},
                         {"resource", "https://a.test/api"},
                         {"resource", "https://b.test/"}},
                        r);
  EXPECT_EQ(both.draft.request.resources,
            (std::vector<std::string>{"https://b.test/", "https://a.test/api"}));
  for (const auto* bad : {"https://c.test/", "https://a.test/api#x", "https://a.test/api/", "a", "",
                          "https://A.test/api", "https://a.test/api?x"}) {
    EXPECT_EQ(run(check_resource, {{"resource", bad}}, r).error, "invalid_target") << bad;
  }
}

TEST_F(Steps, DetailsAreOfRegisteredTypes) {
  auto r = portal();
  r.authorization_details_types = {"record_access"};
  const std::string good = R"([{"type":"record_access","actions":["read"],"datatypes":["tax"]}])";
  EXPECT_EQ(
      run(check_details, {{"authorization_details", good}}, r).draft.request.authorization_details,
      good);
  EXPECT_EQ(run(check_details, {{"authorization_details", good}}).error,
            "invalid_authorization_details")
      << "not registered";
  EXPECT_EQ(run(check_details, {{"authorization_details", "{"}}, r).error,
            "invalid_authorization_details");
  EXPECT_EQ(
      run(check_details, {{"authorization_details", "[]"}}, r).draft.request.authorization_details,
      "");
}

}  // namespace
}  // namespace tessera::oauth::steps
