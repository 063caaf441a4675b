#include <gtest/gtest.h>

#include "endpoints/public/eml.hpp"

namespace tessera::endpoints {
namespace {

TEST(Eml, ReadsHeadersAndLines) {
  const auto mail = parse_eml(
      "To: a@b.example\r\nSubject: One\r\n two\r\nDate: today\r\n\r\nLine "
      "1\r\n\r\nhttps://x/y\r\n");
  EXPECT_EQ(mail.to, "a@b.example");
  EXPECT_EQ(mail.subject, "One two");
  EXPECT_EQ(mail.date, "today");
  EXPECT_EQ(mail.lines, (std::vector<std::string>{"Line 1", "https://x/y"}));
}

TEST(Eml, DecodesWordsAndBodies) {
  EXPECT_EQ(parse_eml("Subject: =?UTF-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_an=21?= all\n\n").subject,
            "Grüße an! all");
  EXPECT_EQ(parse_eml("Content-Transfer-Encoding: base64\n\nR3LDvMOf\nZSE=\n").lines,
            std::vector<std::string>{"Grüße!"});
  EXPECT_EQ(
      parse_eml("Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=\n=C3=9Fe 1=1\n").lines,
      std::vector<std::string>{"Grüße 1=1"});
}

TEST(Eml, SurvivesWhatIsNoMail) {
  for (const auto* text :
       {"", "\n\n", "x", ":", "Subject: =?", "Subject: =?x?", "Subject: =?x?B?=", " folded\n\nx"}) {
    EXPECT_NO_THROW(static_cast<void>(parse_eml(text))) << text;
  }
}

}  // namespace
}  // namespace tessera::endpoints
