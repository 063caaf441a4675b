// Every operation, client, privilege, reach and policy against the rules in words.
#include <tessera/base/level_policy.hpp>

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr std::array kAcrs{Acr::none, Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3};

TEST(LevelPolicy, TheWholeMatrix) {
  using enum Operation;
  for (const auto operation : {sign_in, read_account, change_account, release, use_role}) {
    for (const auto least : kAcrs) {
      for (const bool privileged : {false, true}) {
        for (const auto reachable : kAcrs) {
          for (const auto roles : {Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
            const LevelPolicy policy{.privileged = roles};
            const auto needs =
                required_level(operation, {.least = least}, privileged, reachable, policy);
            ASSERT_GE(needs.acr, std::max(Acr::aal1, least)) << "never below the client's";
            ASSERT_EQ(needs.phishing_resistant, needs.acr >= Acr::aal2_phr);
            auto expected = Acr::aal1;
            if (operation == release || operation == use_role) expected = Acr::aal2;
            if (operation == use_role && privileged) expected = roles;
            if (operation == read_account)
              expected = std::max(expected, std::min(reachable, Acr::aal2));
            if (operation == change_account) expected = std::max(expected, reachable);
            ASSERT_EQ(needs.acr, std::max(expected, least));
            ASSERT_EQ(needs.max_age.has_value(), operation == change_account);
          }
        }
      }
    }
  }
}

TEST(LevelPolicy, RolesNeedPhishingResistanceByDefault) {
  const auto needs = required_level(Operation::use_role, {}, true, Acr::aal1);
  EXPECT_EQ(needs.acr, Acr::aal2_phr);
  EXPECT_TRUE(needs.phishing_resistant);
}

TEST(LevelPolicy, TheShorterAgeCounts) {
  const auto age = [](std::optional<Duration> client) {
    return required_level(Operation::change_account, {.max_age = client}, false, Acr::aal1).max_age;
  };
  EXPECT_EQ(age(std::nullopt), minutes{15});
  EXPECT_EQ(age(minutes{5}), minutes{5});
  EXPECT_EQ(age(hours{1}), minutes{15});
  EXPECT_EQ(required_level(Operation::sign_in, {.max_age = hours{1}}, false, Acr::none).max_age,
            hours{1});
}

TEST(Assurance, CompositeValuesAskForIdentityAndAuthentication) {
  EXPECT_EQ(parse_assurance(kLoaSubstantial), (Assurance{Acr::aal2, Ial::ial2}));
  EXPECT_EQ(parse_assurance(kAcrAal2Phr), (Assurance{Acr::aal2_phr, Ial::none}));
  EXPECT_FALSE(parse_assurance("urn:tessera:loa:Low"));
  EXPECT_FALSE(parse_assurance(""));
  const Assurance high{Acr::aal3, Ial::ial2};
  EXPECT_TRUE(satisfies(high, *parse_assurance(kLoaSubstantial)));
  EXPECT_FALSE(satisfies(high, *parse_assurance(kLoaHigh)))
      << "neither axis makes up for the other";
  EXPECT_FALSE(satisfies(Assurance{Acr::aal1, Ial::ial3}, *parse_assurance(kLoaSubstantial)));
}

}  // namespace
}  // namespace tessera
