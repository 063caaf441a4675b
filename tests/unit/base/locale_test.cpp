#include <gtest/gtest.h>

#include <tessera/base/assurance.hpp>
#include <tessera/base/locale.hpp>

namespace tessera {
namespace {

const std::vector<std::string> kAvailable{"en", "cy", "ar", "pt-BR"};

std::string accept(std::string header) {
  return choose_locale({.accept_language = std::move(header)}, kAvailable);
}

TEST(Locale, EarlierWishesWin) {
  LocaleWishes wishes{
      .ui_locales = "cy", .account = "ar", .cookie = "en", .accept_language = "pt-BR"};
  EXPECT_EQ(choose_locale(wishes, kAvailable), "cy");
  wishes.ui_locales = "xx";
  EXPECT_EQ(choose_locale(wishes, kAvailable), "ar");
  wishes.account = "";
  EXPECT_EQ(choose_locale(wishes, kAvailable), "en");
  wishes.cookie = "";
  EXPECT_EQ(choose_locale(wishes, kAvailable), "pt-BR");
}

TEST(Locale, LooksUpByPrefixWithoutCase) {
  EXPECT_EQ(choose_locale({.ui_locales = "fr-CA CY-gb"}, kAvailable), "cy");
  EXPECT_EQ(choose_locale({.ui_locales = "pt"}, kAvailable), "en");
}

TEST(Locale, AcceptLanguageFollowsItsQualities) {
  EXPECT_EQ(accept("en;q=0.3, cy;q=0.8, ar;q=0.5"), "cy");
  EXPECT_EQ(accept("cy;q=0, ar;q=0.001"), "ar");
  EXPECT_EQ(accept("fr, ar ; q=0.9"), "ar");
}

TEST(Locale, NonsenseFallsBackToEnglish) {
  for (const auto* header : {"", ",,;;", "cy;q=2", "cy;q=0.1234", "cy;q=x", "*", ";q=1", "-"}) {
    EXPECT_EQ(accept(header), "en") << header;
  }
}

TEST(Assurance, NamesRoundTripAndUnknownOnesAreNothing) {
  for (const auto acr : {Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
    EXPECT_EQ(parse_acr(to_string(acr)), acr);
  }
  EXPECT_FALSE(parse_acr(""));
  EXPECT_FALSE(parse_acr("urn:tessera:acr:aal9"));
}

TEST(Assurance, PhishingResistanceIsAal2AndSatisfiesIt) {
  EXPECT_EQ(aal_of(Acr::aal2_phr), Aal::aal2);
  EXPECT_TRUE(satisfies(Acr::aal2_phr, Acr::aal2));
  EXPECT_FALSE(satisfies(Acr::aal2, Acr::aal2_phr));
}

}  // namespace
}  // namespace tessera
