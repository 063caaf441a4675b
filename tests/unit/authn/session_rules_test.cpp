#include "authn/sessions/session_rules.hpp"

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

SessionRecord seen_at(TimePoint seen, std::uint8_t id) {
  SessionRecord record;
  record.session.id.bytes[0] = id;
  record.session.last_seen = seen;
  record.session.expires = seen + days{7};
  record.idle = hours{1};
  return record;
}

TEST(SessionLimits, FollowTheLevelAndTheOffice) {
  EXPECT_EQ(limits_of(Acr::aal1, false).idle, hours{24});
  EXPECT_EQ(limits_of(Acr::aal1, false).overall, days{7});
  EXPECT_EQ(limits_of(Acr::aal2, false).idle, hours{1});
  EXPECT_EQ(limits_of(Acr::aal2, false).overall, hours{24});
  EXPECT_EQ(limits_of(Acr::aal1, true).idle, minutes{30});
  EXPECT_EQ(limits_of(Acr::aal2, true).overall, hours{12});
  EXPECT_EQ(limits_of(Acr::aal3, false).idle, minutes{15});
}

TEST(SessionLevel, FallsBackLevelByLevel) {
  const TimePoint start{seconds{1'000'000}};
  const auto level = [&](Acr reached, Duration gap, Duration age, bool staff = false) {
    return decide_live_level(reached, start, gap, staff, start + age);
  };
  EXPECT_EQ(level(Acr::aal3, minutes{14}, hours{11}), Acr::aal3);
  EXPECT_EQ(level(Acr::aal3, minutes{15}, hours{11}), Acr::aal2_phr);
  EXPECT_EQ(level(Acr::aal3, minutes{5}, hours{12}), Acr::aal2_phr);
  EXPECT_EQ(level(Acr::aal3, hours{1}, hours{12}), Acr::aal1);
  EXPECT_EQ(level(Acr::aal2, minutes{59}, hours{23}), Acr::aal2);
  EXPECT_EQ(level(Acr::aal2, minutes{59}, hours{24}), Acr::aal1);
  EXPECT_EQ(level(Acr::aal2, hours{23}, days{6}), Acr::aal1);
  EXPECT_EQ(level(Acr::aal2, hours{24}, days{6}), Acr::none);
  EXPECT_EQ(level(Acr::aal1, {}, days{7}), Acr::none);
  EXPECT_EQ(level(Acr::aal2, minutes{30}, hours{1}, true), Acr::none)
      << "nothing is left of staff's";
  for (const auto reached : {Acr::none, Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
    for (int gap = 0; gap < 30; ++gap) {
      for (int age = 0; age < 200; age += 3)
        ASSERT_LE(level(reached, hours{gap}, hours{age}), reached) << "never above the event";
    }
  }
}

TEST(SessionLevel, OnlyARestedSecondLevelIsResumed) {
  const TimePoint start{seconds{1'000'000}};
  const auto rested = [&](Acr reached, Duration gap, Duration age) {
    return decide_resumable(reached, start, gap, false, start + age);
  };
  EXPECT_EQ(rested(Acr::aal2, minutes{59}, hours{5}), Acr::none) << "it lives";
  EXPECT_EQ(rested(Acr::aal2, minutes{60}, hours{5}), Acr::aal2);
  EXPECT_EQ(rested(Acr::aal2_phr, minutes{60}, hours{5}), Acr::aal2_phr);
  EXPECT_EQ(rested(Acr::aal2, minutes{60}, hours{24}), Acr::none) << "its age has passed";
  EXPECT_EQ(rested(Acr::aal3, minutes{20}, hours{5}), Acr::none) << "aal3 is proven anew";
  EXPECT_EQ(rested(Acr::aal3, minutes{60}, hours{5}), Acr::aal2_phr);
  EXPECT_EQ(rested(Acr::aal1, hours{2}, hours{5}), Acr::none);
  EXPECT_EQ(rested(Acr::aal2, hours{24}, hours{23}), Acr::none) << "there is no session any more";
}

TEST(SessionLimits, IdleAndOverallEndASession) {
  const TimePoint start{seconds{1'000'000}};
  auto record = seen_at(start, 1);
  EXPECT_TRUE(is_within_limits(record, start + hours{1} - seconds{1}));
  EXPECT_FALSE(is_within_limits(record, start + hours{1}));
  EXPECT_TRUE(is_within_limits(record, start + hours{1}, minutes{5}));
  record.session.expires = start + minutes{2};
  EXPECT_FALSE(is_within_limits(record, start + minutes{2}, minutes{5}));
}

TEST(Surplus, EndsTheLongestIdleAndNeverTheNewOne) {
  const TimePoint now{seconds{1'000'000}};
  std::vector<SessionRecord> live{seen_at(now - minutes{3}, 1), seen_at(now - minutes{9}, 2),
                                  seen_at(now - minutes{5}, 3), seen_at(now, 4)};
  const auto surplus = decide_surplus(live, 2, live[3].session.id, now);
  ASSERT_EQ(surplus.size(), 2U);
  EXPECT_EQ(surplus[0], live[1].session.id);
  EXPECT_EQ(surplus[1], live[2].session.id);
  EXPECT_TRUE(decide_surplus(live, 4, live[3].session.id, now).empty());
  live[1].ended = true;
  EXPECT_TRUE(decide_surplus(live, 3, live[3].session.id, now).empty());
}

TEST(UserAgent, IsCoarse) {
  EXPECT_EQ(
      describe_user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
      "Firefox on Linux");
  EXPECT_EQ(
      describe_user_agent(
          "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"),
      "Chrome on Android");
  EXPECT_EQ(
      describe_user_agent(
          "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"),
      "Edge on Windows");
  EXPECT_EQ(describe_user_agent("curl/8.0\r\nX: y"), "");
}

}  // namespace
}  // namespace tessera::authn
