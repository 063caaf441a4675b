#include <gtest/gtest.h>

#include <stdexcept>

#include <tessera/codec/cookie.hpp>

namespace tessera::codec {
namespace {

TEST(Cookie, FindsByExactName) {
  const auto* header = "a=1; __Host-session=abc; b=x=y;c = 2 ";
  EXPECT_EQ(find_cookie(header, "__Host-session"), "abc");
  EXPECT_EQ(find_cookie(header, "a"), "1");
  EXPECT_EQ(find_cookie(header, "b"), "x=y");
  EXPECT_EQ(find_cookie(header, "c"), "2");
  for (const auto* name : {"session", "A", "d", ""})
    EXPECT_FALSE(find_cookie(header, name)) << name;
  EXPECT_FALSE(find_cookie("", "a"));
  EXPECT_FALSE(find_cookie(";;=;a", "a"));
}

TEST(Cookie, TossedCookiesAreRefused) {
  EXPECT_FALSE(find_cookie("s=mine; s=theirs", "s"));
  EXPECT_EQ(find_cookie("s=same; s=same", "s"), "same");
}

TEST(Cookie, IsAlwaysSecureAndForTheWholeHost) {
  EXPECT_EQ(render_set_cookie({.name = "__Host-session", .value = "abc"}),
            "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(render_set_cookie(
                {.name = "__Host-l", .value = "cy", .max_age_seconds = 60, .http_only = false}),
            "__Host-l=cy; Path=/; Secure; SameSite=Lax; Max-Age=60");
  EXPECT_TRUE(
      render_set_cookie({.name = "__Host-s", .max_age_seconds = 0}).ends_with("; Max-Age=0"));
}

TEST(Cookie, RefusesToWriteWhatABrowserWouldReadOtherwise) {
  EXPECT_THROW((void)render_set_cookie({.name = "session", .value = "a"}), std::logic_error);
  EXPECT_THROW((void)render_set_cookie({.name = "__Host-s", .value = "a; Domain=x"}),
               std::logic_error);
  EXPECT_THROW((void)render_set_cookie({.name = "__Host-s", .value = "a\r\nX: y"}),
               std::logic_error);
  EXPECT_THROW((void)render_set_cookie({.name = "__Host-s=a", .value = "b"}), std::logic_error);
}

}  // namespace
}  // namespace tessera::codec
