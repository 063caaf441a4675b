#include <gtest/gtest.h>

#include <tessera/oauth/metadata.hpp>
#include <tessera/oauth/signing_keys.hpp>

namespace tessera::oauth {
namespace {

using Kind = RotationStep::Kind;
using jose::KeyState;
constexpr auto kAlg = crypto::SignAlg::es256;
const TimePoint kStart{seconds{1'800'000'000}};

SigningKeyRow row(std::string kid, KeyState state, TimePoint at) {
  SigningKeyRow out{.kid = std::move(kid), .alg = kAlg, .state = state, .published = at};
  if (state == KeyState::active) out.activated = at;
  if (state == KeyState::retired) out.retired = at;
  return out;
}

// What is due for ES256.
std::vector<Kind> due(const std::vector<SigningKeyRow>& keys, TimePoint now, bool please = false) {
  std::vector<Kind> out;
  for (const auto& step : decide_rotation(keys, {}, now, please)) {
    if (step.alg == kAlg) out.push_back(step.kind);
  }
  return out;
}
using Kinds = std::vector<Kind>;

TEST(Rotation, PublishesAtLeastTwiceTheKeySetsAgeAhead) {
  EXPECT_GE(RotationPolicy{}.publish_ahead, 2 * kJwksMaxAge);
}

TEST(Rotation, StartsWithAnActiveKey) {
  EXPECT_EQ(due({}, kStart), Kinds{Kind::make_active});
}

TEST(Rotation, PublishesTheNextADayBeforeTheEnd) {
  const std::vector keys{row("a", KeyState::active, kStart)};
  EXPECT_EQ(due(keys, kStart + days{89} - seconds{1}), Kinds{});
  EXPECT_EQ(due(keys, kStart + days{89}), Kinds{Kind::make_next});
}

TEST(Rotation, UsesTheNextOnlyAfterEverybodyCouldSeeIt) {
  const std::vector late{row("a", KeyState::active, kStart),
                         row("b", KeyState::next, kStart + days{120})};
  EXPECT_EQ(due(late, kStart + days{121} - seconds{1}), Kinds{})
      << "the active one is overdue, yet it waits";
  EXPECT_EQ(due(late, kStart + days{121}), Kinds{Kind::activate});
  const std::vector early{row("a", KeyState::active, kStart),
                          row("b", KeyState::next, kStart + days{10})};
  EXPECT_EQ(due(early, kStart + days{90} - seconds{1}), Kinds{});
  EXPECT_EQ(due(early, kStart + days{90}), Kinds{Kind::activate});
}

TEST(Rotation, ByHandSkipsTheNinetyDaysButNotTheWait) {
  const std::vector one{row("a", KeyState::active, kStart)};
  EXPECT_EQ(due(one, kStart + days{1}, true), Kinds{Kind::make_next});
  const std::vector two{row("a", KeyState::active, kStart),
                        row("b", KeyState::next, kStart + days{1})};
  EXPECT_EQ(due(two, kStart + days{2} - seconds{1}, true), Kinds{});
  EXPECT_EQ(due(two, kStart + days{2}, true), Kinds{Kind::activate});
}

TEST(Rotation, RemovesARetiredKeyWhenNoTokenNeedsIt) {
  const std::vector keys{row("a", KeyState::retired, kStart), row("b", KeyState::active, kStart)};
  const auto ends = kStart + RotationPolicy{}.keep_retired;
  EXPECT_EQ(due(keys, ends - seconds{1}), Kinds{});
  EXPECT_EQ(due(keys, ends), Kinds{Kind::remove});
}

}  // namespace
}  // namespace tessera::oauth
