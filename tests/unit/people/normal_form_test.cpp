#include <gtest/gtest.h>

#include <tessera/people/normal_form.hpp>

namespace tessera::people {
namespace {

TEST(NormalForm, FoldsLogins) {
  EXPECT_EQ(normalise_login(" Ana.Lopez@Example.ORG ").value(), "ana.lopez@example.org");
  EXPECT_EQ(normalise_login("STRASSE").value(), normalise_login("stra\xC3\x9F"
                                                                "e")
                                                    .value());
  EXPECT_EQ(normalise_login("Zoe\xCC\x88").value(), normalise_login("ZO\xC3\x8B").value());
}

TEST(NormalForm, RefusesWhatIsNoLogin) {
  for (const std::string_view login :
       {std::string_view(""), std::string_view("a b"), std::string_view("a\nb"),
        std::string_view("\xFF"), std::string_view("a\0b", 3)}) {
    EXPECT_FALSE(normalise_login(login)) << login;
  }
  EXPECT_FALSE(normalise_login(std::string(255, 'a')));
  EXPECT_TRUE(normalise_login(std::string(254, 'a')));
}

TEST(NormalForm, ComparesNumbersByLettersAndDigits) {
  EXPECT_EQ(normalise_number("AB 12-34/5").value(), "ab12345");
  EXPECT_EQ(normalise_number("ab12345").value(), "ab12345");
  EXPECT_FALSE(normalise_number(" - "));
}

}  // namespace
}  // namespace tessera::people
