// What doctor says of the list of models of passkeys.
#include <gtest/gtest.h>

#include "app/doctor/checks.hpp"

namespace tessera::app {
namespace {

const TimePoint kNow = from_unix(1'800'000'000);  // 2027-01-15

MetadataFacts facts() {
  return {.number = 8, .next_update = kNow + days{17}, .written = kNow - days{3}, .kept = 8};
}

TEST(MetadataFinding, NamesNumberAgeAndNextUpdate) {
  const auto fine = judge_metadata(facts(), kNow);
  EXPECT_EQ(fine.level, Finding::Level::fine);
  EXPECT_EQ(fine.what,
            "passkeys.metadata_file: number 8, written 3 days ago, next update by 2027-02-01");
  auto first = facts();
  first.kept.reset();
  EXPECT_EQ(judge_metadata(first, kNow).level, Finding::Level::fine);
}

TEST(MetadataFinding, WarnsAWeekBefore) {
  auto soon = facts();
  soon.next_update = kNow + days{7};
  const auto warning = judge_metadata(soon, kNow);
  EXPECT_EQ(warning.level, Finding::Level::warning);
  EXPECT_FALSE(warning.mend.empty());
}

TEST(MetadataFinding, AnOlderOneThanWasReadIsAFault) {
  auto older = facts();
  older.kept = 9;
  EXPECT_EQ(judge_metadata(older, kNow).level, Finding::Level::fault);
}

}  // namespace
}  // namespace tessera::app
