// Config OP: the discovery document (OpenID Connect Discovery 3, RFC 8414 2).
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>

#include "tests/conformance/suite.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;

bool lists(const json::object& document, std::string_view member, std::string_view value) {
  const auto* list = document.if_contains(member);
  if (list == nullptr || !list->is_array()) return false;
  return std::ranges::any_of(list->as_array(), [&](const json::value& item) {
    return item.is_string() && item.as_string() == value;
  });
}

TEST(config, oidcc_discovery_endpoint_verification) {
  auto& provider = Provider::instance();
  const auto answer = provider.browser()->get("/.well-known/openid-configuration");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.header("content-type").starts_with("application/json"));
  const auto& document = provider.metadata();
  EXPECT_EQ(document.at("issuer").as_string(), provider.issuer());
  EXPECT_TRUE(lists(document, "response_types_supported", "code"));
  EXPECT_TRUE(lists(document, "subject_types_supported", "pairwise"));
  EXPECT_TRUE(lists(document, "id_token_signing_alg_values_supported", "RS256"));
  EXPECT_FALSE(lists(document, "id_token_signing_alg_values_supported", "none"));
  EXPECT_TRUE(lists(document, "scopes_supported", "openid"));
  EXPECT_TRUE(lists(document, "claims_supported", "sub"));
  EXPECT_TRUE(lists(document, "grant_types_supported", "authorization_code"));
  EXPECT_TRUE(lists(document, "code_challenge_methods_supported", "S256"));
  for (const auto* name : {"authorization_endpoint", "token_endpoint", "userinfo_endpoint"})
    EXPECT_TRUE(document.contains(name)) << name;
  for (const auto& [name, value] : document) {
    if (!std::string_view(name).ends_with("_endpoint") && name != "jwks_uri") continue;
    EXPECT_TRUE(value.as_string().starts_with("https://")) << name;
  }
}

TEST(config, oidcc_discovery_keys) {
  const auto keys = Provider::instance().keys();  // parse_jwks refuses private and broken keys
  EXPECT_FALSE(keys.empty());
  std::vector<std::string> kids;
  for (const auto& key : keys) {
    EXPECT_NE(key.kid, "");
    EXPECT_EQ(std::ranges::count(kids, key.kid), 0) << "twice: " << key.kid;
    kids.push_back(key.kid);
  }
}

// What is advertised as an endpoint is served, whatever it answers to an empty request.
TEST(config, every_advertised_endpoint_is_served) {
  auto& provider = Provider::instance();
  const auto browser = provider.browser();
  for (const auto& [name, value] : provider.metadata()) {
    if (!std::string_view(name).ends_with("_endpoint")) continue;
    const std::string url(value.as_string());
    const auto get = browser->get(url).status;
    const auto post = browser->post(url, {}).status;
    EXPECT_FALSE(get == 404 || (get == 405 && post == 405)) << name << " " << get << " " << post;
  }
}

}  // namespace
}  // namespace tessera::conformance
