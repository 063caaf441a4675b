// Every kind of notice has its texts in every language, and its mail can be read.
#include <gtest/gtest.h>

#include <tessera/authn/notices.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::endpoints {
namespace {

TEST(NoticeTexts, EveryKindHasASubjectAndATextInEveryLanguage) {
  const ui::Renderer renderer;
  for (const auto& locale : renderer.locales()) {
    for (const auto kind : authn::all_notice_kinds()) {
      const auto id = "notice." + std::string(authn::to_string(kind));
      EXPECT_TRUE(renderer.has_text(id + ".subject", locale)) << id << ' ' << locale;
      EXPECT_TRUE(renderer.has_text(id + ".text", locale)) << id << ' ' << locale;
    }
  }
}

TEST(NoticeTexts, TheMailSaysWhatWhenFromWhereAndHowToStopIt) {
  const ui::Renderer renderer;
  const ui::Data data{{"subject_id", "notice.authenticator_added.subject"},
                      {"text_id", "notice.authenticator_added.text"},
                      {"service", "Tessera"},
                      {"what", "key {what} <b>"},
                      {"device", "Firefox on Linux"},
                      {"place", "Berlin"},
                      {"until", ""},
                      {"time", "2026-11-20 14:00 UTC"},
                      {"link", "https://login.example.gov/not-me?notice=abc"},
                      {"cancel_link", ""}};
  const auto mail = renderer.mail("notice", data, "en");
  EXPECT_EQ(mail.subject, "A way to sign in was added");
  for (const auto* part : {"key {what} <b>", "Firefox on Linux", "Berlin", "2026-11-20 14:00 UTC",
                           "\nhttps://login.example.gov/not-me?notice=abc\n"})
    EXPECT_NE(mail.text.find(part), std::string::npos) << part << " in\n" << mail.text;
  EXPECT_EQ(mail.text.find("To stop this"), std::string::npos);
  auto other = data;
  other["link"] = "";
  EXPECT_EQ(renderer.mail("notice", other, "en").text.find("not you"), std::string::npos);
}

}  // namespace
}  // namespace tessera::endpoints
