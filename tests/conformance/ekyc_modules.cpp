// OpenID Identity Assurance: the modules named ekyc-server-*. Ada's attributes were verified by
// document.
#include <set>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "tests/conformance/modules.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::Contains;

// Where it was asked and what came; null if nothing did.
struct Assured {
  json::value id_token;
  json::value userinfo;
};

class Ekyc : public Modules {
 protected:
  // `claims` as they stand within verified_claims.
  [[nodiscard]] static json::object ask(const json::value& claims,
                                        const json::object& verification = {
                                            {"trust_framework", nullptr}}) {
    return {{"verification", verification}, {"claims", claims}};
  }
  [[nodiscard]] static json::object names(const json::value& wish = nullptr) {
    return {{"given_name", wish}, {"family_name", wish}, {"birthdate", wish}};
  }
  Assured request_in(const std::set<std::string>& places, const json::value& verified) {
    browser = provider.browser_of_ada();
    json::object parameter;
    for (const auto& place : places) parameter[place] = json::object{{"verified_claims", verified}};
    const auto login = log_in({.more = {{"claims", json::serialize(parameter)}}});
    const auto info = read_userinfo(userinfo(*browser, login.access_token()), login.subject());
    const auto take = [](const json::object& claims) -> json::value {
      const auto* found = claims.if_contains("verified_claims");
      return found == nullptr ? json::value(nullptr) : *found;
    };
    return {take(login.id), take(info)};
  }
  // In both places the same.
  json::value answer_to(const json::value& verified) {
    auto out = request_in({"id_token", "userinfo"}, verified);
    EXPECT_EQ(out.id_token, out.userinfo);
    return std::move(out.userinfo);
  }
  static void expect_ada(const json::value& answer) {
    ASSERT_TRUE(answer.is_object()) << answer;
    EXPECT_EQ(answer.at("claims"), (json::object{{"given_name", "Ada"},
                                                 {"family_name", "Lindqvist"},
                                                 {"birthdate", "1987-12-10"}}));
    EXPECT_THAT(frameworks(), Contains(answer.at("verification").at("trust_framework")));
  }
  [[nodiscard]] static json::array frameworks() {
    return Provider::instance().metadata().at("trust_frameworks_supported").as_array();
  }
};

TEST_P(Ekyc, discovery) {
  const auto& metadata = provider.metadata();
  EXPECT_EQ(metadata.at("verified_claims_supported"), true);
  EXPECT_FALSE(frameworks().empty());
  EXPECT_THAT(metadata.at("claims_in_verified_claims_supported").as_array(),
              Contains(json::value("given_name")));
  EXPECT_THAT(metadata.at("evidence_supported").as_array(), Contains(json::value("document")));
  EXPECT_FALSE(metadata.at("documents_supported").as_array().empty());
}

TEST_P(Ekyc, happypath) {
  expect_ada(answer_to(ask(names())));
}

TEST_P(Ekyc, happypath_emptyobject) {
  expect_ada(answer_to(ask(names(json::object{}))));
}

TEST_P(Ekyc, happypath_essentialfalse) {
  expect_ada(answer_to(ask(names(json::object{{"essential", false}}))));
}

TEST_P(Ekyc, unknown_claim_omitted) {
  auto claims = names();
  claims[random_text()] = nullptr;
  expect_ada(answer_to(ask(claims)));
}

TEST_P(Ekyc, unknown_essential_claim_omitted) {
  auto claims = names();
  claims[random_text()] = json::object{{"essential", true}};
  expect_ada(answer_to(ask(claims)));
}

TEST_P(Ekyc, unknown_claim_specialchars_omitted) {
  auto claims = names();
  claims[random_text() + "%&/$\"'<>\xC3\xBC"] = nullptr;
  expect_ada(answer_to(ask(claims)));
}

// Identity Assurance 6.5: the claim is left out; if it was the only one, the whole element is.
TEST_P(Ekyc, one_claim_with_random_value_omitted) {
  auto claims = names();
  claims["family_name"] = json::object{{"value", random_text()}};
  const auto answer = answer_to(ask(claims));
  ASSERT_TRUE(answer.is_object()) << answer;
  EXPECT_EQ(answer.at("claims"),
            (json::object{{"given_name", "Ada"}, {"birthdate", "1987-12-10"}}));
  const json::object alone{{"given_name", json::object{{"value", random_text()}}}};
  EXPECT_TRUE(answer_to(ask(alone)).is_null());
}

TEST_P(Ekyc, request_only_in_idtoken) {
  const auto got = request_in({"id_token"}, ask(names()));
  expect_ada(got.id_token);
  EXPECT_TRUE(got.userinfo.is_null());
}

TEST_P(Ekyc, request_only_in_userinfo) {
  const auto got = request_in({"userinfo"}, ask(names()));
  expect_ada(got.userinfo);
  EXPECT_TRUE(got.id_token.is_null());
}

// What a portal of ours would ask: level, time and kind of evidence.
TEST_P(Ekyc, testuserprovidedrequest) {
  const auto answer =
      answer_to(ask(names(), {{"trust_framework", json::object{{"value", frameworks().at(0)}}},
                              {"assurance_level", nullptr},
                              {"time", nullptr},
                              {"evidence",
                               {json::object{{"type", json::object{{"value", "document"}}},
                                             {"check_details", nullptr}}}}}));
  expect_ada(answer);
  const auto& verification = answer.at("verification").as_object();
  EXPECT_EQ(verification.at("assurance_level"), "ial2");
  EXPECT_TRUE(verification.contains("time"));
  EXPECT_EQ(verification.at("evidence").at(0).at("type"), "document");
}

// Each claim that may be verified, by its own name; the answer holds what UserInfo holds.
TEST_P(Ekyc, testbasedonuserinfo_defaults) {
  browser = provider.browser_of_ada();
  const auto login = log_in({.scope = "openid profile"});
  const auto info = read_userinfo(userinfo(*browser, login.access_token()), login.subject());
  const auto answer = answer_to(ask(names()));
  ASSERT_TRUE(answer.is_object()) << answer;
  for (const auto& [name, value] : answer.at("claims").as_object())
    EXPECT_EQ(info.at(name), value) << name;
}

// A framework that nobody here works by.
TEST_P(Ekyc, test_userinfo_notfoundinop) {
  const json::object foreign{{"trust_framework", json::object{{"value", random_text()}}}};
  EXPECT_TRUE(answer_to(ask(names(), foreign)).is_null());
}

INSTANTIATE_TEST_SUITE_P(ekyc_server, Ekyc, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
