// prompt=create: what of a query and of a cookie is a way back, and what is not.
#include "endpoints/enrol/way_back.hpp"

#include <gtest/gtest.h>

namespace tessera::endpoints {
namespace {

http::Request asked(std::string query, std::string cookie = {}) {
  http::Request request{.method = http::Method::get, .path = "/enrol", .query = std::move(query)};
  if (!cookie.empty()) request.headers.emplace_back("cookie", std::move(cookie));
  return request;
}

TEST(WayBack, IsTheFlowThatTheQueryNames) {
  EXPECT_EQ(way_back_of_query(asked("request=abcd&ui_locales=de")),
            "/oauth2/authorize/continue?request=abcd");
  for (const auto& other :
       {std::string(), std::string("request="), std::string("request=a%22%3E"),
        std::string("request=%2F%2Fevil.test"), std::string("request=abcd&request=abcd"),
        std::string("request=%zz"), "request=" + std::string(3904, 'a')}) {
    EXPECT_EQ(way_back_of_query(asked(other)), "") << other.substr(0, 40);
  }
}

TEST(WayBack, IsKeptInACookieOfThisHost) {
  const auto cookie = remember_way_back(asked("request=abcd"));
  EXPECT_TRUE(cookie.starts_with("__Host-enrol-back=abcd;")) << cookie;
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_EQ(way_back_of_cookie(asked("", "__Host-enrol-back=abcd")),
            "/oauth2/authorize/continue?request=abcd");
  EXPECT_EQ(way_back_of_cookie(asked("", "__Host-enrol-back=//evil")), "");
  EXPECT_EQ(way_back_of_cookie(asked("")), "");
}

}  // namespace
}  // namespace tessera::endpoints
