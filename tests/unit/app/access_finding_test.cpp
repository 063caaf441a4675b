// What doctor says of role grants and of duties that nobody could do.
#include <gtest/gtest.h>

#include "app/doctor/checks.hpp"

namespace tessera::app {
namespace {

const AccessFacts kGood{
    .approvals_needed = 2, .approvers = 2, .duty_officers = 1, .overseers = 1, .reviewers = 1};

void expect_one(const AccessFacts& facts, Finding::Level level, std::string_view words) {
  const auto found = judge_access(facts, true);
  ASSERT_EQ(found.size(), 1U) << words;
  EXPECT_EQ(found[0].level, level);
  EXPECT_NE(found[0].what.find(words), std::string::npos) << found[0].what;
  EXPECT_FALSE(found[0].mend.empty());
}

TEST(AccessFinding, AllIsFine) {
  const auto found = judge_access(kGood, true);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].level, Finding::Level::fine);
}

TEST(AccessFinding, GrantsWithoutASealAreAFault) {
  auto facts = kGood;
  facts.unsealed = 3;
  expect_one(facts, Finding::Level::fault, "3 role grants have no seal");
}

TEST(AccessFinding, DutiesThatNobodyCouldDoAreNamed) {
  auto facts = kGood;
  facts.approvers = 1;
  expect_one(facts, Finding::Level::warning, "2 approvers and there are 1");
  facts = kGood;
  facts.overseers = 0;
  expect_one(facts, Finding::Level::warning, "nobody may review");
  facts.duty_officers = 0;
  EXPECT_EQ(judge_access(facts, true)[0].level, Finding::Level::fine);
  facts = kGood;
  facts.reviewers = 0;
  expect_one(facts, Finding::Level::warning, "no reviewer");
  EXPECT_EQ(judge_access(facts, false)[0].level, Finding::Level::fine);
}

}  // namespace
}  // namespace tessera::app
