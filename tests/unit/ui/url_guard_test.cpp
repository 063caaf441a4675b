#include <gtest/gtest.h>

#include <tessera/ui/page.hpp>

#include "ui/url_guard.hpp"

namespace tessera::ui {
namespace {

TEST(SafeUrl, LocalIsAPathOfOurOwn) {
  EXPECT_EQ(SafeUrl::local("/account?a=b#c").text(), "/account?a=b#c");
  for (const auto* bad : {"", "account", "//evil.example", "/\\evil.example",
                          "https://evil.example", "/a\nb", "/a b", "/a\tb"}) {
    EXPECT_EQ(SafeUrl::local(bad).text(), "/") << bad;
  }
}

TEST(SafeUrl, ExternalIsHttpsOrLoopbackOrAnAppsOwnScheme) {
  for (const auto* good : {"https://portal.example/cb?x=1", "http://localhost:9000/cb",
                           "http://127.0.0.1/cb", "http://[::1]:80/", "com.example.app:/cb"}) {
    EXPECT_TRUE(SafeUrl::external(good)) << good;
  }
  for (const auto* bad :
       {"http://portal.example/cb", "javascript:alert(1)", "JavaScript:alert(1)",
        "data:text/html,x", "//evil.example", "https://", "https:///x", "https://a@b.example/",
        "/local", "", "x", "mailto:a@b.example", "https://a.example/\n", "vbscript:x"}) {
    EXPECT_FALSE(SafeUrl::external(bad)) << bad;
  }
}

TEST(UrlGuard, LetsPathsFragmentsAndWebLinksPass) {
  for (const auto* good : {"/", "/a?b=c&amp;d", "#x", "?page=2", "https://a.example",
                           "http://a.example", "mailto:a@b.example", "com.example.app:/cb"}) {
    EXPECT_TRUE(is_safe_url(good)) << good;
  }
  for (const auto* bad : {"", "a", "//a", "/\\a", "javascript:x", "java\nscript:x", " javascript:x",
                          "data:x", "JAVASCRIPT:x", "java.script", "\x01javascript:x"}) {
    EXPECT_FALSE(is_safe_url(bad)) << bad;
  }
}

}  // namespace
}  // namespace tessera::ui
