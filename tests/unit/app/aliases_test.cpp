// Paths of another product: the same endpoint, and errors for what leads nowhere.
#include "app/node/aliases.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tessera::app {
namespace {

http::Handler handler() {
  return [](http::Request&) -> Task<http::Response> { co_return http::Response{}; };
}

http::Router router() {
  http::Router out;
  out.add(http::Method::get, "/oauth2/authorize", handler());
  out.add(http::Method::post, "/oauth2/authorize", handler());
  out.add(http::Method::post, "/oauth2/token", handler(),
          {.style = http::RouteOptions::Style::oauth_json});
  out.add(http::Method::get, "/oauth2/register/{client_id}", handler());
  return out;
}

Settings settings(const std::string& realm, const std::string& paths) {
  auto out = Settings::load(std::nullopt, {}, {}).value();
  out.set("aliases.keycloak_realm", realm, "test");
  out.set("aliases.paths", paths, "test");
  return out;
}

TEST(Aliases, ServeEveryMethodWithItsOptions) {
  auto r = router();
  add_aliases(r, settings("gov", ""));
  const std::string base = "/realms/gov/protocol/openid-connect";
  EXPECT_NE(r.find(http::Method::get, base + "/auth").route, nullptr);
  EXPECT_NE(r.find(http::Method::post, base + "/auth").route, nullptr);
  const auto token = r.find(http::Method::post, base + "/token");
  ASSERT_NE(token.route, nullptr);
  EXPECT_EQ(token.route->options.style, http::RouteOptions::Style::oauth_json);
  EXPECT_EQ(r.find(http::Method::get, base + "/token").route, nullptr);
  const auto client =
      r.find(http::Method::get, "/realms/gov/clients-registrations/openid-connect/c1");
  ASSERT_NE(client.route, nullptr);
  EXPECT_EQ(client.params.front().second, "c1");
  EXPECT_EQ(r.find(http::Method::get, "/realms/other/protocol/openid-connect/auth").route, nullptr);
  EXPECT_NE(r.find(http::Method::post, "/oauth2/token").route, nullptr) << "ours stays";
}

TEST(Aliases, AreNoneUnlessConfigured) {
  auto r = router();
  const auto before = r.routes().size();
  add_aliases(r, settings("", ""));
  EXPECT_EQ(r.routes().size(), before);
}

TEST(Aliases, OwnPairsMustLeadSomewhere) {
  auto r = router();
  add_aliases(r,
              settings("", "/oauth/token=/oauth2/token,/api/oidc/authorization=/oauth2/authorize"));
  EXPECT_NE(r.find(http::Method::post, "/oauth/token").route, nullptr);
  EXPECT_THROW(add_aliases(r, settings("", "/x=/oauth2/nothing")), std::runtime_error);
  EXPECT_THROW(add_aliases(r, settings("", "/oauth2/token=/oauth2/authorize")), std::logic_error)
      << "a path that is taken";
}

TEST(Aliases, ArePlainPaths) {
  for (const auto* text : {"", "/a", "a=/b", "/a=b", "//evil=/oauth2/token", "/a?b=/c", "/a =/b"})
    EXPECT_FALSE(parse_alias(text)) << text;
  EXPECT_EQ(parse_alias("/a=/b")->target, "/b");
}

}  // namespace
}  // namespace tessera::app
