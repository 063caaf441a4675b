#include <gtest/gtest.h>

#include <tessera/base/uuid.hpp>

namespace tessera {
namespace {

constexpr std::string_view kText = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";  // RFC 9562 A.6

TEST(Uuid, ReadsAndWritesTheCanonicalForm) {
  const auto id = parse_uuid(kText);
  ASSERT_TRUE(id);
  EXPECT_EQ(to_string(*id), kText);
  EXPECT_EQ(parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), id);
}

TEST(Uuid, RefusesEveryOtherForm) {
  for (const auto* text :
       {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398}", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2079b0-7cc3-98c4-dc0c0c07398f", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f"}) {
    EXPECT_FALSE(parse_uuid(text)) << text;
  }
}

TEST(Uuid, Version7CarriesItsMillisecond) {
  EXPECT_EQ(time_of_uuid7(*parse_uuid(kText)), TimePoint{milliseconds{1645557742000}});
  SeededRandom random{1};
  const TimePoint now{Duration{1'800'000'000'123'456}};
  const auto id = make_uuid7(now, random);
  EXPECT_EQ(time_of_uuid7(id), TimePoint{milliseconds{1'800'000'000'123}});
  EXPECT_EQ(to_string(id)[14], '7');
  EXPECT_NE(std::string_view("89ab").find(to_string(id)[19]), std::string_view::npos);
}

TEST(Uuid, Version7SortsByTime) {
  SeededRandom random{2};
  const auto early = make_uuid7(from_unix(1'800'000'000), random);
  EXPECT_LT(early, make_uuid7(from_unix(1'800'000'001), random));
}

TEST(Uuid, Version4HasItsMarksAndDiffers) {
  SeededRandom random{3};
  const auto id = make_uuid4(random);
  EXPECT_EQ(to_string(id)[14], '4');
  EXPECT_NE(std::string_view("89ab").find(to_string(id)[19]), std::string_view::npos);
  EXPECT_NE(id, make_uuid4(random));
  EXPECT_FALSE(id.is_nil());
  EXPECT_TRUE(Uuid{}.is_nil());
}

}  // namespace
}  // namespace tessera
