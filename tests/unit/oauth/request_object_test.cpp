// RFC 9101: which request objects count, and what they turn into.
#include "oauth/requests/request_object.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/unit/oauth/fakes.hpp"
#include "tests/unit/oauth/source_fakes.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
const TimePoint kNow{seconds{1'800'000'000}};
const std::string kIssuer = "https://login.test";
const std::string kClient = to_string(id_of(1));

json::object claims(std::initializer_list<std::pair<json::string_view, json::value>> more = {}) {
  const auto now = to_unix(kNow);
  json::object out{{"iss", kClient},       {"aud", kIssuer},    {"exp", now + 300},
                   {"nbf", now},           {"iat", now},        {"jti", "j1"},
                   {"client_id", kClient}, {"scope", "openid"}, {"response_type", "code"}};
  for (const auto& [name, value] : more) {
    out.erase(name);
    if (!value.is_null()) out.emplace(name, value);
  }
  return out;
}

RequestObjectRules lenient() {
  return {.issuer = kIssuer, .algorithms = {jose::SignAlg::es256}};
}
RequestObjectRules strict() {
  auto rules = lenient();
  rules.longest = seconds{3600};
  return rules;
}

std::string read(const json::object& object, const RequestObjectRules& rules) {
  const auto out = read_request_object(json::serialize(object), kClient, rules, kNow);
  if (out) return "";
  EXPECT_EQ(out.error().id, "invalid_request_object");
  return out.error().detail;
}

TEST(RequestObject, BecomesParameters) {
  const auto out = read_request_object(
      json::serialize(claims({{"max_age", 5},
                              {"claims", json::parse(R"({"userinfo":{"name":null}})")},
                              {"resource", json::array{"https://a.test/", "https://b.test/"}},
                              {"state", "s &=+\xc3\xa9"}})),
      kClient, strict(), kNow);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->value("max_age"), "5");
  EXPECT_EQ(out->value("claims"), R"({"userinfo":{"name":null}})");
  EXPECT_EQ(out->all("resource").size(), 2u);
  EXPECT_EQ(out->value("state"), "s &=+\xc3\xa9");
  EXPECT_EQ(out->value("client_id"), kClient);
  for (const auto* jwt : {"iss", "aud", "exp", "nbf", "iat", "jti"})
    EXPECT_TRUE(out->all(jwt).empty()) << jwt;
  const auto unnamed = read_request_object(json::serialize(claims({{"client_id", nullptr}})),
                                           kClient, strict(), kNow);
  EXPECT_EQ(unnamed->value("client_id"), kClient);
}

TEST(RequestObject, IsOfTheClientAndForUs) {
  for (const auto& rules : {lenient(), strict()}) {
    EXPECT_NE(read(claims({{"client_id", "other"}}), rules), "");
    EXPECT_NE(read(claims({{"client_id", 1}}), rules), "");
    EXPECT_NE(read(claims({{"iss", "other"}}), rules), "");
    EXPECT_EQ(read(claims({{"aud", "https://other.test"}}), rules), "jwt.audience");
    EXPECT_EQ(read(claims({{"aud", json::string(kIssuer + "/oauth2/par")}}), rules),
              "jwt.audience");
    EXPECT_EQ(read(claims({{"aud", json::array{"https://other.test", kIssuer}}}), rules), "");
    EXPECT_NE(read(claims({{"request", "x"}}), rules), "") << "RFC 9101 4";
    EXPECT_NE(read(claims({{"request_uri", "urn:x"}}), rules), "");
    EXPECT_NE(read(claims({{"prompt", true}}), rules), "");
    EXPECT_NE(read(claims({{"state", 1.5}}), rules), "");
    EXPECT_EQ(read(claims({{"an_extension", true}, {"another", 1.5}}), rules), "") << "ignored";
    EXPECT_NE(read(claims({{"resource", json::array{1}}}), rules), "");
    EXPECT_NE(read(claims({{"state", json::string("a\0b", 3)}}), rules), "");
  }
  EXPECT_EQ(read(claims({{"iss", nullptr}, {"aud", nullptr}, {"exp", nullptr}}), lenient()), "");
  EXPECT_NE(read(claims({{"iss", nullptr}}), strict()), "");
  EXPECT_EQ(read(claims({{"aud", nullptr}}), strict()), "jwt.audience");
}

// FAPI 2.0 Message Signing 5.3.1.
TEST(RequestObject, HasAShortWindowWhereTheProfileWantsIt) {
  const auto now = to_unix(kNow);
  EXPECT_EQ(read(claims({{"nbf", now + 8}}), strict()), "") << "clocks differ";
  EXPECT_EQ(read(claims({{"nbf", now - 3590}, {"exp", now + 10}}), strict()), "");
  EXPECT_EQ(read(claims({{"exp", nullptr}}), strict()), "jwt.expired");
  EXPECT_NE(read(claims({{"nbf", nullptr}}), strict()), "");
  EXPECT_EQ(read(claims({{"exp", now - 300}}), strict()), "jwt.expired");
  EXPECT_NE(read(claims({{"exp", now + 70 * 60}}), strict()), "");
  EXPECT_NE(read(claims({{"nbf", now - 70 * 60}}), strict()), "");
  EXPECT_EQ(read(claims({{"nbf", now + 600}}), strict()), "jwt.early");
  EXPECT_EQ(read(claims({{"exp", now - 300}}), lenient()), "jwt.expired");
  EXPECT_EQ(read(claims({{"exp", now + 70 * 60}}), lenient()), "");
  auto numbered = lenient();
  numbered.numbered = true;
  EXPECT_EQ(read(claims(), numbered), "");
  EXPECT_NE(read(claims({{"jti", nullptr}}), numbered), "");
  EXPECT_NE(read(claims({{"iat", nullptr}}), numbered), "");
  EXPECT_NE(read(claims({{"exp", nullptr}}), numbered), "");
}

TEST(RequestObject, AlgorithmsAreTheRegisteredOneElseThoseOfTheProfile) {
  auto r = portal();
  EXPECT_EQ(request_object_rules(make_entry(approved(1, r), baseline()), kIssuer).algorithms.size(),
            4u);
  r.request_object_signing_alg = jose::SignAlg::ps256;
  EXPECT_EQ(request_object_rules(make_entry(approved(1, r), baseline()), kIssuer).algorithms,
            std::vector{jose::SignAlg::ps256});
  auto strict = baseline();
  strict.request_object_life = seconds{3600};
  EXPECT_EQ(request_object_rules(make_entry(approved(1), strict), kIssuer).longest, seconds{3600});
}

class OpenedRequestObject : public SignedBy {
 protected:
  std::string open(const std::string& compact, RequestObjectRules rules = strict()) {
    const auto out = await(objects.open(client, compact, rules, kNow));
    return out ? "" : out.error().id;
  }
  std::string sign(const json::object& object, std::string_view typ = "oauth-authz-req+jwt") {
    return SignedBy::sign(key, jose::SignAlg::es256, json::serialize(object), typ);
  }
};

TEST_F(OpenedRequestObject, IsSignedByAKeyOfTheClient) {
  EXPECT_EQ(open(sign(claims())), "");
  EXPECT_EQ(open(sign(claims(), "JWT")), "");
  EXPECT_EQ(open(sign(claims(), "")), "") << "RFC 9101 4: typ is optional";
  const std::string bad = "invalid_request_object";
  EXPECT_EQ(open(sign(claims(), "dpop+jwt")), bad) << "RFC 8725 3.11";
  EXPECT_EQ(open(SignedBy::sign(crypto::Key::generate(crypto::KeyType::ec_p256),
                                jose::SignAlg::es256, json::serialize(claims()), "JWT")),
            bad)
      << "another key";
  auto altered = sign(claims());
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(open(altered), bad);
  const auto good = sign(claims());
  EXPECT_EQ(open(good.substr(0, good.rfind('.') + 1)), bad) << "stripped signature";
  const auto none = codec::to_base64url(as_bytes(R"({"alg":"none"})")) + "." +
                    codec::to_base64url(as_bytes(json::serialize(claims()))) + ".";
  EXPECT_EQ(open(none), bad);
  EXPECT_EQ(open(""), bad);
  EXPECT_EQ(open("a.b.c"), bad);
  auto other = strict();
  other.algorithms = {jose::SignAlg::ps256};
  EXPECT_EQ(open(sign(claims()), other), bad) << "not the registered algorithm";
}

TEST_F(OpenedRequestObject, IsTakenOnceWhereItIsPushed) {
  auto once = strict();
  once.once = true;
  EXPECT_EQ(open(sign(claims({{"exp", to_unix(kNow) - 600}})), once), "invalid_request_object");
  EXPECT_EQ(open(sign(claims()), once), "") << "a refused one uses nothing up";
  EXPECT_EQ(open(sign(claims()), once), "invalid_request_object");
  EXPECT_EQ(open(sign(claims()), strict()), "") << "a page may be reloaded";
  EXPECT_EQ(open(sign(claims({{"jti", nullptr}})), once), "");
}

}  // namespace
}  // namespace tessera::oauth
