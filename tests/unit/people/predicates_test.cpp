#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "people/claims.hpp"
#include "people/predicates.hpp"

namespace tessera::people {
namespace {

using std::chrono::sys_days;

TimePoint day(int year, unsigned month, unsigned day_of_month) {
  return sys_days{std::chrono::year(year) / static_cast<int>(month) /
                  static_cast<int>(day_of_month)};
}

TEST(AgeOver, CountsCompletedYears) {
  EXPECT_EQ(is_age_over("2008-11-20", 18, day(2026, 11, 19) + hours{23}), false);
  EXPECT_EQ(is_age_over("2008-11-20", 18, day(2026, 11, 20)), true);
  EXPECT_EQ(is_age_over("2008-11-20", 21, day(2026, 11, 20)), false);
  EXPECT_EQ(is_age_over("1950-01-01", 65, day(2026, 11, 20)), true);
}

TEST(AgeOver, TheTwentyNinthOfFebruaryIsTheFirstOfMarch) {
  EXPECT_EQ(is_age_over("2008-02-29", 18, day(2026, 2, 28)), false);
  EXPECT_EQ(is_age_over("2008-02-29", 18, day(2026, 3, 1)), true);
  EXPECT_EQ(is_age_over("2008-02-29", 20, day(2028, 2, 29)), true);
}

TEST(AgeOver, WhatIsNotADayHasNoAnswer) {
  for (const auto* text : {"", "2008", "0000-11-20", "2008-13-01", "2008-02-30", "2008-1-1x",
                           "20081120xx", "-008-11-20"}) {
    EXPECT_FALSE(is_age_over(text, 18, day(2026, 11, 20))) << text;
  }
}

TEST(AgeOver, TheCatalogueNamesTheYears) {
  EXPECT_EQ(parse_age("age_over:18"), 18);
  for (const auto* text : {"age_over:", "age_over:0", "age_over:151", "age_over:x", "age_over"})
    EXPECT_FALSE(parse_age(text)) << text;
}

constexpr std::string_view kAddress =
    R"({"street_address":"12 Mill Lane","locality":"Köln","country":"DE"})";

TEST(ResidentOf, ComparesCountryAndMunicipalityWithoutCase) {
  EXPECT_TRUE(is_resident_of(kAddress, "DE"));
  EXPECT_TRUE(is_resident_of(kAddress, "de/KÖLN"));
  EXPECT_FALSE(is_resident_of(kAddress, "FR"));
  EXPECT_FALSE(is_resident_of(kAddress, "FR/Köln"));
  EXPECT_FALSE(is_resident_of(kAddress, "DE/Bonn"));
  EXPECT_FALSE(is_resident_of(kAddress, "DE/"));
  EXPECT_FALSE(is_resident_of(kAddress, "/Köln"));
  EXPECT_FALSE(is_resident_of(kAddress, ""));
  EXPECT_FALSE(is_resident_of("not JSON", "DE"));
  EXPECT_FALSE(is_resident_of(R"({"country":1})", "1"));
}

std::string render(const std::vector<Attribute>& values, const std::vector<std::string>& claims) {
  return boost::json::serialize(
      render_claims(Catalogue::standard(), values, claims, day(2026, 11, 20)));
}

TEST(Predicates, AnswerFromVerifiedValuesAndTellNothingOfThem) {
  const Attribute born{.name = "birthdate", .value = "2000-01-01", .verified = day(2020, 1, 1)};
  const Attribute address{
      .name = "address", .value = std::string(kAddress), .verified = day(2020, 1, 1)};
  EXPECT_EQ(render({born, address}, {"age_over_18", "age_over_65", "resident_of:DE"}),
            R"({"age_over_18":true,"age_over_65":false,"resident_of":"DE"})");
  EXPECT_EQ(render({born, address}, {"resident_of:FR", "resident_of"}), "{}");
  auto unverified = born;
  unverified.verified.reset();
  EXPECT_EQ(render({unverified}, {"age_over_18"}), "{}");
}

TEST(Predicates, AskForTheAttributeTheyAreMadeOf) {
  EXPECT_EQ(attributes_for_claims(Catalogue::standard(),
                                  std::vector<std::string>{"age_over_18", "resident_of:DE"}),
            (std::vector<std::string>{"address", "birthdate"}));
}

TEST(Predicates, ComeByNameAndWithNoScope) {
  for (const auto& spec : Catalogue::standard().all()) {
    if (spec.is_predicate()) EXPECT_TRUE(spec.scope.empty()) << spec.name;
  }
  EXPECT_EQ(split_claim("resident_of:DE/Köln").parameter, "DE/Köln");
  EXPECT_EQ(split_claim("name").parameter, "");
}

}  // namespace
}  // namespace tessera::people
