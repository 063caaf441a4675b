#include "store/postgres/literal.hpp"

#include <gtest/gtest.h>

namespace tessera::store::postgres {
namespace {

TEST(Literal, TimesAreWrittenInUtcWithMicroseconds) {
  EXPECT_EQ(render_timestamptz(TimePoint{Duration{0}}), "1970-01-01 00:00:00.000000+00");
  EXPECT_EQ(render_timestamptz(TimePoint{Duration{-1}}), "1969-12-31 23:59:59.999999+00");
  EXPECT_EQ(render_timestamptz(TimePoint{Duration{951'782'400'000'001}}),
            "2000-02-29 00:00:00.000001+00");
}

TEST(Literal, TimesAreReadInThatFormOnly) {
  EXPECT_EQ(parse_timestamptz("1970-01-01 00:00:00+00"), TimePoint{});
  EXPECT_EQ(parse_timestamptz("1970-01-01 00:00:01.5+00"), TimePoint{Duration{1'500'000}});
  EXPECT_EQ(parse_timestamptz("infinity"), TimePoint::max());
  for (const char* wrong :
       {"", "1970-01-01", "1970-01-01 00:00:00", "1970-01-01 00:00:00+01", "1970-02-30 00:00:00+00",
        "1970-01-01 00:00:00.+00", "1970-01-01 00:00:00.1234567+00", "1970-01-01T00:00:00+00"}) {
    EXPECT_FALSE(parse_timestamptz(wrong)) << wrong;
  }
}

TEST(Literal, ByteaIsHex) {
  const Bytes raw{0x00, 0x7f, 0xff, 0x5c};
  EXPECT_EQ(render_bytea(raw), "\\x007fff5c");
  EXPECT_EQ(parse_bytea("\\x007FFF5c"), raw);
  EXPECT_EQ(parse_bytea("\\x"), Bytes{});
  for (const char* wrong : {"", "00", "\\x0", "\\x0g", "x00"})
    EXPECT_FALSE(parse_bytea(wrong)) << wrong;
}

TEST(Literal, IntegersAreWhole) {
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* wrong : {"", "1.0", " 1", "9223372036854775808", "1x"}) {
    EXPECT_FALSE(parse_integer(wrong)) << wrong;
  }
}

TEST(Literal, ArraysKeepWhateverTheirItemsHold) {
  const std::vector<std::string> items{"a", "", "NULL", "q\"q", "b\\b", "{,}", "x y"};
  EXPECT_EQ(parse_array(render_array(items)), items);
  EXPECT_EQ(render_array({}), "{}");
  EXPECT_EQ(parse_array("{}"), std::vector<std::string>{});
  EXPECT_EQ(parse_array("{plain,\"x y\"}"), (std::vector<std::string>{"plain", "x y"}));
  for (const char* wrong : {"", "{", "a", "{a", "{\"a}", "{NULL}", "{a,}", "{{a}}", "{a}b"}) {
    EXPECT_FALSE(parse_array(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace tessera::store::postgres
