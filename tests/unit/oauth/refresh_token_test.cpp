#include <gtest/gtest.h>

#include <tessera/oauth/refresh_token.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

TEST(RefreshToken, IsMadeAgainFromFamilyAndNumber) {
  const auto keys = make_ring();
  const RefreshToken token{id_of(7), 41};
  const auto text = render_refresh_token(token, keys);
  EXPECT_TRUE(text.starts_with("tsr_"));
  EXPECT_EQ(text, render_refresh_token(token, keys));
  const auto again = parse_refresh_token(text, keys);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->family, token.family);
  EXPECT_EQ(again->n, 41);
  EXPECT_NE(text, render_refresh_token({id_of(7), 42}, keys));
}

TEST(RefreshToken, IsOursOrNothing) {
  const auto keys = make_ring();
  auto text = render_refresh_token({id_of(7), 1}, keys);
  EXPECT_FALSE(parse_refresh_token(text, make_ring(5)));
  EXPECT_FALSE(parse_refresh_token(text.substr(4), keys));
  EXPECT_FALSE(parse_refresh_token(text + "A", keys));
  for (std::size_t i = 4; i < text.size(); ++i) {
    auto altered = text;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_refresh_token(altered, keys)) << i;
  }
}

Grant family() {
  Grant g{.id = id_of(7), .client = id_of(1)};
  g.mode = RefreshMode::rotate;
  g.n = 3;
  g.rotated = kNow - seconds{10};
  g.expires = kNow + seconds{1};
  return g;
}

TEST(DecideRefresh, TheNumberInForceIsUsable) {
  EXPECT_EQ(decide_refresh(family(), {id_of(7), 3}, id_of(1), kNow), RefreshVerdict::usable);
}

TEST(DecideRefresh, TheOneBeforeGetsTheSuccessorForTenSeconds) {
  EXPECT_EQ(decide_refresh(family(), {id_of(7), 2}, id_of(1), kNow), RefreshVerdict::successor);
  EXPECT_EQ(decide_refresh(family(), {id_of(7), 2}, id_of(1), kNow + Duration{1}),
            RefreshVerdict::reused);
  EXPECT_EQ(decide_refresh(family(), {id_of(7), 1}, id_of(1), kNow), RefreshVerdict::reused);
}

// The rotation may have been committed while the answer was lost, and no retry could be answered.
TEST(DecideRefresh, AfterAnOutageTheTenSecondsBeginWithItsEnd) {
  const RefreshToken before{id_of(7), 2};
  auto grant = family();
  grant.rotated = kNow - seconds{20};
  grant.expires = kNow + hours{1};
  const auto verdict = [&](Duration began, Duration ended) {
    return decide_refresh(grant, before, id_of(1), kNow, Outage{.began = began, .ended = ended});
  };
  EXPECT_EQ(verdict(seconds{20}, seconds{10}), RefreshVerdict::successor);
  EXPECT_EQ(verdict(seconds{20}, Duration{0}), RefreshVerdict::successor) << "it still lasts";
  EXPECT_EQ(verdict(seconds{10}, seconds{5}), RefreshVerdict::successor)
      << "it began within the ten seconds, when retries were under way";
  EXPECT_EQ(verdict(seconds{20}, seconds{10} + Duration{1}), RefreshVerdict::reused);
  EXPECT_EQ(verdict(seconds{10} - Duration{1}, seconds{5}), RefreshVerdict::reused)
      << "the ten seconds were over when it began";
  EXPECT_EQ(verdict(seconds{90}, seconds{60}), RefreshVerdict::reused) << "it was over before";
  EXPECT_EQ(decide_refresh(grant, {id_of(7), 1}, id_of(1), kNow,
                           Outage{.began = seconds{20}, .ended = seconds{1}}),
            RefreshVerdict::reused)
      << "an older number is a copy, whatever happened";
}

TEST(DecideRefresh, EndsWithTimeRevocationAndOtherClients) {
  const RefreshToken token{id_of(7), 3};
  EXPECT_EQ(decide_refresh(family(), token, id_of(2), kNow), RefreshVerdict::ended);
  EXPECT_EQ(decide_refresh(family(), token, id_of(1), kNow + seconds{1}), RefreshVerdict::ended);
  auto revoked = family();
  revoked.revoked = kNow;
  EXPECT_EQ(decide_refresh(revoked, token, id_of(1), kNow), RefreshVerdict::ended);
  auto none = family();
  none.mode = RefreshMode::none;
  EXPECT_EQ(decide_refresh(none, token, id_of(1), kNow), RefreshVerdict::ended);
  EXPECT_EQ(decide_refresh(family(), {id_of(7), 4}, id_of(1), kNow), RefreshVerdict::ended)
      << "from another history";
}

}  // namespace
}  // namespace tessera::oauth
