#include <gtest/gtest.h>

#include <tessera/codec/url.hpp>

namespace tessera::codec {
namespace {

TEST(Url, SplitsAnAbsoluteUrl) {
  const auto url = parse_url("HTTPS://Portal.Example:8443/a%20b/c?x=1&y=%3D#top");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "portal.example");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/a%20b/c");
  EXPECT_EQ(url->query, "x=1&y=%3D");
  EXPECT_EQ(url->fragment, "top");
  EXPECT_EQ(origin_of(*url), "https://portal.example:8443");
}

TEST(Url, TellsAbsentPartsFromEmptyOnes) {
  const auto bare = parse_url("https://portal.example");
  ASSERT_TRUE(bare);
  EXPECT_FALSE(bare->port || bare->query || bare->fragment);
  EXPECT_EQ(bare->path, "");
  EXPECT_EQ(bare->effective_port(), 443);
  const auto empty = parse_url("https://portal.example/?#");
  EXPECT_EQ(empty->query, "");
  EXPECT_EQ(empty->fragment, "");
}

TEST(Url, OriginsLeaveDefaultPortsOut) {
  EXPECT_EQ(origin_of(*parse_url("https://a.example:443/x")), "https://a.example");
  EXPECT_EQ(origin_of(*parse_url("http://a.example:80/")), "http://a.example");
  EXPECT_EQ(origin_of(*parse_url("http://a.example:443/")), "http://a.example:443");
  EXPECT_EQ(origin_of(*parse_url("https://[2001:DB8::1]/")), "https://[2001:db8::1]");
  EXPECT_EQ(origin_of(*parse_url("com.example.app:/callback")), "");
}

TEST(Url, KnowsLoopback) {
  for (const auto* text : {"http://127.0.0.1:5000/cb", "http://[::1]/", "http://localhost/"}) {
    EXPECT_TRUE(parse_url(text)->is_loopback()) << text;
  }
  EXPECT_FALSE(parse_url("http://localhost.example/")->is_loopback());
}

TEST(Url, RefusesWhatIsNotAStrictAbsoluteUrl) {
  for (const char* text : {"",
                           "/path",
                           "//host/x",
                           "portal.example",
                           "https:",
                           "https:///x",
                           "https://user@a.example/",
                           "https://user:pw@a.example/",
                           "https://@a.example/",
                           "https://a.example:/",
                           "https://a.example:0/",
                           "https://a.example:99999/",
                           "https://a.example:8x/",
                           "https://a b.example/",
                           "https://a.example/ ",
                           " https://a.example/",
                           "https://a.example/%zz",
                           "https://%61.example/",
                           "https://a.example/\n",
                           "https://a.example\\@b.example/",
                           "https://münchen.example/",
                           "https://[::1/",
                           "1http://a.example/",
                           "https://a.example/<x>"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url("https://a.example/" + std::string(2048, 'a')));
}

}  // namespace
}  // namespace tessera::codec
