#include <gtest/gtest.h>

#include <tessera/codec/rfc3339.hpp>

namespace tessera::codec {
namespace {

TEST(Rfc3339, RoundTripsAndIsStrict) {
  EXPECT_EQ(render_rfc3339(from_unix(1'800'000'000)), "2027-01-15T08:00:00Z");
  EXPECT_EQ(parse_rfc3339("2027-01-15T08:00:00Z"), from_unix(1'800'000'000));
  for (const auto* bad :
       {"2027-02-30T00:00:00Z", "2027-01-15 08:00:00Z", "2027-01-15T24:00:00Z",
        "2027-01-15T08:00:00", "1969-12-31T23:59:59Z", "2027-01-15T08:00:0xZ", ""}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Rfc3339, MicrosecondsAreKeptWhenAskedFor) {
  EXPECT_EQ(render_rfc3339_micros(from_unix(1'800'000'000) + Duration{42}),
            "2027-01-15T08:00:00.000042Z");
  EXPECT_EQ(render_rfc3339(from_unix(1'800'000'000) + Duration{999'999}), "2027-01-15T08:00:00Z");
}

TEST(Rfc3339, PeopleReadMinutes) {
  EXPECT_EQ(render_minute(from_unix(1'800'000'059)), "2027-01-15 08:00");
  EXPECT_EQ(render_minute(from_unix(0)), "1970-01-01 00:00");
}

TEST(Rfc3339, ADateIsItsMidnight) {
  EXPECT_EQ(parse_rfc3339_date("2027-01-15"), from_unix(1'800'000'000) - hours{8});
  for (const auto* bad : {"2027-02-30", "2027-1-15", "2027/01/15", "1969-12-31", ""})
    EXPECT_FALSE(parse_rfc3339_date(bad)) << bad;
}

}  // namespace
}  // namespace tessera::codec
