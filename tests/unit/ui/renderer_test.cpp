#include <thread>

#include <gtest/gtest.h>
#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

#include "ui/enrol_pages.hpp"

namespace tessera::ui {
namespace {

struct ErrorPage {
  static constexpr std::string_view kTemplate = "error";
  std::string error_id;
  std::string back_path = "/";

  [[nodiscard]] Data data() const {
    return {{"status", 404},
            {"error_id", error_id},
            {"heading_id", "error.404.title"},
            {"body_id", "error.404.text"},
            {"back_path", back_path},
            {"back_id", "error.back_start"}};
  }
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class RendererTest : public testing::Test {
 protected:
  Renderer renderer_{{.pseudo_locales = true}};
};

TEST_F(RendererTest, PutsLayoutTextsAndValuesAroundAPage) {
  const auto html =
      renderer_.html(ErrorPage{"page.not_found"}, {.request_id = "r-1", .path = "/x?y=1"});
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(contains(html, R"(<html lang="en" dir="ltr")"));
  EXPECT_TRUE(contains(html, "<title>Page not found – tessera</title>"));
  EXPECT_TRUE(contains(html, R"(data-status="404" data-error="page.not_found")"));
  EXPECT_TRUE(contains(html, R"(id="request-id">r-1<)"));
  EXPECT_FALSE(contains(html, "{{"));
}

// Both are kept once parsed, by thread.
TEST_F(RendererTest, AMailAndAPageMayHaveTheSameName) {
  const auto mail = renderer_.mail(
      "enrol_invitation", {{"employer", "E"}, {"post", "P"}, {"url", "https://x.example/"}}, "en");
  EXPECT_TRUE(contains(mail.text, "https://x.example/"));
  const auto html = renderer_.html(EnrolInvitationPage{.code = "c"}, {});
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>")) << html;
}

TEST_F(RendererTest, EscapesValues) {
  const auto html = renderer_.html(ErrorPage{"\"><script>alert('1')&"}, {});
  EXPECT_FALSE(contains(html, "<script>alert"));
  EXPECT_TRUE(contains(html, "&quot;&gt;&lt;script&gt;"));
}

TEST_F(RendererTest, ChecksUrlsThatComeFromTheModel) {
  EXPECT_TRUE(
      contains(renderer_.html(ErrorPage{"x", "/account?a=1"}, {}), R"(href="/account?a=1")"));
  for (const auto* bad :
       {"javascript:alert(1)", "//evil.example", "data:text/html,x", "/\\evil.example"}) {
    const auto html = renderer_.html(ErrorPage{"x", bad}, {});
    EXPECT_FALSE(contains(html, bad)) << bad;
    EXPECT_TRUE(contains(html, R"(id="error-way-back" href="#")")) << bad;
  }
}

TEST_F(RendererTest, SpeaksTheLocaleAndFallsBackToEnglish) {
  const auto german = renderer_.html(ErrorPage{"x"}, {.locale = "de"});
  EXPECT_TRUE(contains(german, R"(<html lang="de")"));
  EXPECT_TRUE(contains(german, "Seite nicht gefunden"));
  EXPECT_TRUE(contains(renderer_.html(ErrorPage{"x"}, {.locale = "xx"}), "Page not found"));
}

TEST_F(RendererTest, LinksToTheOtherLanguagesAndBack) {
  const auto html = renderer_.html(ErrorPage{"x"}, {.locale = "en", .path = "/a?b=c&d"});
  EXPECT_TRUE(contains(html, R"(href="/language/de?return=%2Fa%3Fb%3Dc%26d")"));
  EXPECT_FALSE(contains(html, "/language/en?"));
}

TEST_F(RendererTest, MirrorsTheRightToLeftPseudoLocale) {
  const auto html = renderer_.html(ErrorPage{"x"}, {.locale = "ar-XB"});
  EXPECT_TRUE(contains(html, R"(lang="ar-XB" dir="rtl")"));
  EXPECT_TRUE(contains(html, "\u202EPage not found\u202C"));
}

TEST_F(RendererTest, LengthensTheLongPseudoLocale) {
  EXPECT_EQ(renderer_.text("common.continue", "en-XA"), "[Cöñtíñüé ñøñø]");
}

TEST_F(RendererTest, OffersPseudoLocalesOnlyWhenTold) {
  const Renderer plain;
  EXPECT_EQ(std::vector(plain.locales().begin(), plain.locales().end()),
            (std::vector<std::string>{"en", "de"}));
  EXPECT_EQ(renderer_.locales().size(), 4U);
}

TEST_F(RendererTest, ShowsErrorsInTheTitleAndTheNavigation) {
  auto data = ErrorPage{"x"}.data();
  put_errors(data, std::vector<FieldMessage>{{"code", "error.410.text"}});
  const auto html = renderer_.render(
      "error", data,
      {.path = "/account?x", .navigation = {{"/account", "common.menu"}, {"/", "common.back"}}});
  EXPECT_TRUE(contains(html, "<title>Error: Page not found"));
  EXPECT_TRUE(contains(html, R"(href="/account" aria-current="page">Menu<)"));
  EXPECT_TRUE(contains(html, R"(href="/">Back<)"));
}

TEST_F(RendererTest, GivesTheIdOfATextThatIsNone) {
  EXPECT_EQ(renderer_.text("no.such.text", "de"), "no.such.text");
  EXPECT_FALSE(renderer_.has_text("no.such.text", "en"));
  EXPECT_TRUE(renderer_.has_text("common.back", "de"));
}

TEST_F(RendererTest, RefusesAPageThatIsNone) {
  EXPECT_THROW(static_cast<void>(renderer_.render("no_such_page", {}, {})), std::runtime_error);
}

TEST_F(RendererTest, RendersOnSeveralThreadsAndForSeveralRenderers) {
  const auto expected = renderer_.html(ErrorPage{"x"}, {});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) EXPECT_EQ(renderer_.html(ErrorPage{"x"}, {}), expected);
    });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 3; ++i) {
    const Renderer other;
    EXPECT_TRUE(contains(other.html(ErrorPage{"x"}, {}), "Page not found"));
  }
}

TEST_F(RendererTest, ServesAssetsUnderPathsThatNameTheirContent) {
  const auto path = renderer_.asset_path("app.css");
  const auto* css = renderer_.asset(path);
  ASSERT_NE(css, nullptr);
  EXPECT_EQ(css->content_type, "text/css; charset=utf-8");
  EXPECT_TRUE(contains(std::string(css->data), ".govuk-button"));
  EXPECT_FALSE(contains(std::string(css->data), "GDS Transport"));
  EXPECT_FALSE(contains(std::string(css->data), "crest"));
  EXPECT_FALSE(contains(std::string(css->data), "url("));
  EXPECT_TRUE(contains(renderer_.html(ErrorPage{"x"}, {}), path));
  EXPECT_NE(renderer_.asset(renderer_.asset_path("govuk-frontend.min.js")), nullptr);
  EXPECT_EQ(renderer_.asset("/assets/0000000000000000/app.css"), nullptr);
}

}  // namespace
}  // namespace tessera::ui
