#include "authn/methods/password_rules.hpp"

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

std::string refusal(std::string_view text, bool staff = false,
                    std::vector<std::string> words = {}) {
  const auto normal = normalise_password(Secret(text));
  if (!normal) return normal.error().id;
  const auto checked = check_password(*normal, staff, words);
  return checked ? "" : checked.error().id;
}

TEST(PasswordRules, LengthIsCountedInCodePoints) {
  EXPECT_EQ(refusal("kurz-7x"), "password.too_short");
  EXPECT_EQ(refusal("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6\xC3\xBC"), "password.too_short");
  EXPECT_EQ(refusal("tallyho9"), "");
  EXPECT_EQ(refusal("elevenchar9", true), "password.too_short");
  EXPECT_EQ(refusal("twelve chars", true), "");
  EXPECT_EQ(refusal("x9 " + std::string(125, 'q')), "");
  EXPECT_EQ(refusal("x9 " + std::string(126, 'q')), "password.too_long");
}

TEST(PasswordRules, CommonWordsOfAnyCaseAreRefused) {
  for (const auto* word :
       {"password", "PassWord", "iloveyou", "12345678", "qwertyuiop", "administrator", "aaaaaaaa",
        "abcabcabc", "98765432", "hgfedcba", "passw0rd!"}) {
    EXPECT_EQ(refusal(word), "password.blocklisted") << word;
  }
  EXPECT_EQ(refusal("correct horse stapler"), "");
}

TEST(PasswordRules, OwnWordsAloneAreNoPassword) {
  const std::vector<std::string> words{"M\xC3\xBCller", "anna", "tessera"};
  EXPECT_EQ(refusal("annaM\xC3\x9CLLER1", false, words), "password.contains_name");
  EXPECT_EQ(refusal("Tessera2026!", false, words), "password.contains_name");
  EXPECT_EQ(refusal("anna likes lakes", false, words), "");
}

TEST(PasswordRules, EquivalentFormsAreOnePassword) {
  const auto composed = normalise_password(Secret(std::string_view("pass\xC3\xA9")));
  const auto decomposed = normalise_password(Secret(std::string_view("passe\xCC\x81")));
  ASSERT_TRUE(composed && decomposed);
  EXPECT_EQ(composed->reveal(), decomposed->reveal());
  EXPECT_EQ(normalise_password(Secret(std::string_view(" a b ")))->reveal(), " a b ");
  EXPECT_FALSE(normalise_password(Secret(std::string_view("bad\nline"))));
  EXPECT_FALSE(normalise_password(Secret(std::string_view("bad\xFF"))));
}

}  // namespace
}  // namespace tessera::authn
