#include <gtest/gtest.h>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>

namespace tessera {
namespace {

TEST(Bytes, HexIsLowerCaseAndKeepsLeadingZeros) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xab, 0xff}), "000fabff");
  EXPECT_EQ(to_hex({}), "");
}

TEST(Bytes, ConstantTimeComparisonTellsContentAndLengthApart) {
  EXPECT_TRUE(equal_in_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("samf")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("same.")));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
}

TEST(Secret, WipeOverwritesWhatItIsGiven) {
  Bytes memory = to_bytes("correct horse battery staple");
  wipe(memory.data(), memory.size());
  EXPECT_EQ(memory, Bytes(memory.size(), 0));
  wipe(nullptr, 0);
}

TEST(Secret, MovedFromIsEmptyAndCopiesStayIndependent) {
  Secret first{std::string_view("a value long enough to live on the heap")};
  const Secret copy = first;
  const Secret moved = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT: the moved-from state is the promise under test
  EXPECT_TRUE(moved.matches(copy.reveal_bytes()));
}

TEST(SeededRandom, RepeatsForASeedAndDiffersBetweenSeeds) {
  SeededRandom a{7};
  SeededRandom b{7};
  SeededRandom c{8};
  const auto first = a.bytes(40);
  EXPECT_EQ(first, b.bytes(40));
  EXPECT_NE(first, c.bytes(40));
  EXPECT_NE(first, a.bytes(40));
}

}  // namespace
}  // namespace tessera
