#include <tessera/runtime/fair_line.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tessera::runtime {
namespace {

using Line = FairLine<std::string>;

std::vector<std::string> drain(Line& line) {
  std::vector<std::string> all;
  while (auto next = line.pop()) all.push_back(*next);
  return all;
}

TEST(FairLine, OneGroupIsALine) {
  Line line;
  for (const char* item : {"1", "2", "3"}) EXPECT_TRUE(line.push("a", item, 3).accepted);
  EXPECT_FALSE(line.push("a", "4", 3).accepted);
  EXPECT_EQ(drain(line), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_TRUE(line.empty());
}

TEST(FairLine, GroupsTakeTurnsHoweverManyOfOneCome) {
  Line line;
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(line.push("flood", "f" + std::to_string(i), 200).accepted);
  EXPECT_TRUE(line.push("anna", "a", 200).accepted);
  EXPECT_TRUE(line.push("ben", "b", 200).accepted);
  EXPECT_EQ(line.pop(), "f0");
  EXPECT_EQ(line.pop(), "a");
  EXPECT_EQ(line.pop(), "b");
  EXPECT_EQ(line.pop(), "f1");
}

TEST(FairLine, AFullLineMakesRoomForWhoHasLess) {
  Line line;
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(line.push("flood", "f" + std::to_string(i), 8).accepted);
  const auto first = line.push("anna", "a0", 8);
  EXPECT_TRUE(first.accepted);
  EXPECT_EQ(first.sent_away, "f7");
  EXPECT_EQ(line.size(), 8u);
  EXPECT_FALSE(line.push("flood", "more", 8).accepted);
  // Room is made until both have the same; then nobody is sent away any more.
  int accepted = 1;
  while (line.push("anna", "a" + std::to_string(accepted), 8).accepted) ++accepted;
  EXPECT_EQ(accepted, 4);
  EXPECT_EQ(line.size(), 8u);
  EXPECT_TRUE(line.push("ben", "b", 8).accepted);
  EXPECT_EQ(line.size(), 8u);
}

TEST(FairLine, AGroupThatIsDoneComesBackAtTheEnd) {
  Line line;
  EXPECT_TRUE(line.push("a", "a1", 9).accepted);
  EXPECT_TRUE(line.push("b", "b1", 9).accepted);
  EXPECT_EQ(line.pop(), "a1");
  EXPECT_TRUE(line.push("a", "a2", 9).accepted);
  EXPECT_EQ(drain(line), (std::vector<std::string>{"b1", "a2"}));
}

}  // namespace
}  // namespace tessera::runtime
