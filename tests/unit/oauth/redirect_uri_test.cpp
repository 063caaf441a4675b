#include <gtest/gtest.h>

#include <tessera/oauth/authorize_request.hpp>

namespace tessera::oauth {
namespace {

TEST(RedirectUri, IsComparedByteForByte) {
  const std::string registered = "https://portal.test/cb";
  EXPECT_TRUE(matches_redirect_uri(registered, "https://portal.test/cb", false));
  for (const auto* other :
       {"https://portal.test/cb/", "https://portal.test/CB", "HTTPS://portal.test/cb",
        "https://portal.test:443/cb", "https://portal.test/cb?", "https://portal.test/cb?a=b",
        "https://portal.test/cb#x", "https://portal.test./cb", "https://portal.test/x/../cb",
        "https://user@portal.test/cb", "https://portal.test%2f@evil.test/cb",
        "https://portal.test\\@evil.test/cb", " https://portal.test/cb",
        "https://portal.test/cb\n"}) {
    EXPECT_FALSE(matches_redirect_uri(registered, other, false)) << other;
    EXPECT_FALSE(matches_redirect_uri(registered, other, true)) << other;
  }
}

TEST(RedirectUri, NativeClientsMayChooseThePortOfALoopbackAddress) {
  EXPECT_TRUE(matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true));
  EXPECT_TRUE(matches_redirect_uri("http://[::1]:1/cb?a=b", "http://[::1]:2/cb?a=b", true));
  EXPECT_FALSE(matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", false))
      << "web client";
  EXPECT_FALSE(matches_redirect_uri("http://localhost/cb", "http://localhost:51004/cb", true));
  EXPECT_FALSE(matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.1:51004/other", true));
  EXPECT_FALSE(matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb#f", true));
  EXPECT_FALSE(matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.2:51004/cb", true));
  EXPECT_FALSE(matches_redirect_uri("https://127.0.0.1/cb", "https://127.0.0.1:51004/cb", true));
  EXPECT_FALSE(
      matches_redirect_uri("http://127.0.0.1/cb", "http://127.0.0.1:1@evil.test/cb", true));
}

}  // namespace
}  // namespace tessera::oauth
