#include <algorithm>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "ui/catalogue.hpp"
#include "ui/pseudo_locale.hpp"
#include "ui_catalogues.hpp"

namespace tessera::ui {
namespace {

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> found;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    found.insert(text.substr(open, text.find('}', open) - open + 1));
  }
  return found;
}

TEST(Catalogue, EveryLanguageHasEveryTextWithTheSamePlaceholders) {
  const auto all = load_catalogues();
  ASSERT_GE(all.size(), 2U);
  EXPECT_EQ(all.front().locale, "en");
  EXPECT_GT(all.front().texts.size(), 50U);
  for (const auto& catalogue : all) {
    for (const auto& [id, english] : all.front().texts) {
      const auto found = catalogue.texts.find(id);
      ASSERT_NE(found, catalogue.texts.end()) << catalogue.locale << " has no text " << id;
      EXPECT_FALSE(found->second.empty()) << catalogue.locale << ' ' << id;
      EXPECT_EQ(placeholders(found->second), placeholders(english))
          << catalogue.locale << ' ' << id;
    }
    for (const auto& [id, text] : catalogue.texts) {
      EXPECT_TRUE(all.front().texts.contains(id))
          << "only " << catalogue.locale << " has the text " << id;
    }
  }
}

TEST(Catalogue, PseudoLocalesKeepPlaceholders) {
  const auto english = load_catalogues().front();
  for (const auto& pseudo :
       {make_long_pseudo_locale(english), make_mirrored_pseudo_locale(english)}) {
    EXPECT_EQ(pseudo.texts.size(), english.texts.size());
    for (const auto& [id, text] : english.texts) {
      EXPECT_EQ(placeholders(pseudo.texts.at(id)), placeholders(text))
          << pseudo.locale << ' ' << id;
    }
  }
  EXPECT_EQ(make_mirrored_pseudo_locale(english).direction, "rtl");
}

TEST(Catalogue, RefusesWhatIsNoCatalogue) {
  const auto files = embedded::ui_catalogues();
  ASSERT_FALSE(files.empty());
  const std::string good(files.front().data);
  EXPECT_FALSE(read_mo(good).empty());
  EXPECT_THROW(static_cast<void>(read_mo("")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(read_mo("no catalogue at all")), std::runtime_error);
  for (const std::size_t size : {4UL, 19UL, 30UL, good.size() / 2}) {
    EXPECT_THROW(static_cast<void>(read_mo(good.substr(0, size))), std::runtime_error) << size;
  }
}

}  // namespace
}  // namespace tessera::ui
