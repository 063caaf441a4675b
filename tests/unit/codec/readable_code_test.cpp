#include <gtest/gtest.h>

#include <set>

#include <tessera/codec/readable_code.hpp>

namespace tessera::codec {
namespace {

TEST(ReadableCode, IsReadAsPeopleTypeIt) {
  EXPECT_EQ(normalise_readable_code(" 7k4q93qm xf2c", 12), "7K4Q-93QM-XF2C");
  EXPECT_EQ(normalise_readable_code("oil1-0000", 8), "0111-0000");
  for (const auto* bad : {"", "7K4Q-93Q", "7K4Q-93QMX", "7K4Q-93QU", "7K4Q-93Q\xC3\xA9"}) {
    EXPECT_EQ(normalise_readable_code(bad, 8), "") << bad;
  }
  EXPECT_EQ(normalise_readable_code(std::string(100, '-'), 8), "");
}

TEST(ReadableCode, IsReadBackAndUsesTheWholeAlphabet) {
  SeededRandom random{3};
  std::set<char> seen;
  for (int i = 0; i < 200; ++i) {
    const auto code = make_readable_code(random, 8);
    EXPECT_EQ(normalise_readable_code(code.reveal(), 8), code.reveal());
    seen.insert(code.reveal().begin(), code.reveal().end());
  }
  EXPECT_EQ(seen.size(), 33u);  // 32 and the hyphen
}

TEST(InGroups, OfFour) {
  EXPECT_EQ(in_groups("JBSWY3DPE"), "JBSW Y3DP E");
  EXPECT_EQ(in_groups("JBSW", '-'), "JBSW");
  EXPECT_EQ(in_groups(""), "");
}

TEST(Digits, KeepLeadingZeros) {
  SeededRandom random{4};
  bool zero = false;
  for (int i = 0; i < 200; ++i) {
    const auto digits = make_digits(random, 6);
    EXPECT_EQ(digits.reveal().size(), 6u);
    EXPECT_EQ(digits.reveal().find_first_not_of("0123456789"), std::string_view::npos);
    zero = zero || digits.reveal().front() == '0';
  }
  EXPECT_TRUE(zero);
}

}  // namespace
}  // namespace tessera::codec
