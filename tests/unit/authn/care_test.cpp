#include <gtest/gtest.h>

#include <tessera/authn/care.hpp>

namespace tessera::authn {
namespace {

using K = AuthenticatorKind;
using S = AuthenticatorState;

Authenticator one(std::uint8_t id, K kind, S state = S::active) {
  Authenticator a;
  a.id = Uuid{{id}};
  a.kind = kind;
  a.state = state;
  return a;
}

constexpr RecoverySet kNone;
constexpr RecoverySet kSet{.mail = true, .saved_code = true};

TEST(MayRemove, OneOfSeveralGoes) {
  const std::vector all{one(1, K::password), one(2, K::totp), one(3, K::totp)};
  EXPECT_TRUE(may_remove(all, all[1].id, kNone));
  EXPECT_FALSE(may_remove(all, Uuid{{9}}, kSet));
}

// Requirements 4.5: the last one that reaches aal2 only with a way back.
TEST(MayRemove, TheLastSecondFactorNeedsARecoverySet) {
  for (const auto kind : {K::totp, K::lookup_codes}) {
    const std::vector all{one(1, K::password), one(2, kind)};
    EXPECT_FALSE(may_remove(all, all[1].id, kNone));
    EXPECT_FALSE(may_remove(all, all[1].id, {.mail = true}));
    EXPECT_TRUE(may_remove(all, all[1].id, kSet));
  }
}

TEST(MayRemove, ThePasswordStaysWhereNothingElseSignsIn) {
  const std::vector alone{one(1, K::password)};
  EXPECT_FALSE(may_remove(alone, alone[0].id, kSet));
  const std::vector with_codes{one(1, K::password), one(2, K::totp)};
  EXPECT_FALSE(may_remove(with_codes, with_codes[0].id, kSet));
}

// The trace of a second factor is what recovery and the account pages go by.
TEST(MayRemove, WhatRestsGoesOnlyIfTheLevelIsReachedWithoutIt) {
  const std::vector lost{one(1, K::password), one(2, K::totp, S::suspended)};
  EXPECT_FALSE(may_remove(lost, lost[1].id, kSet));
  const std::vector both{one(1, K::password), one(2, K::totp, S::suspended), one(3, K::totp)};
  EXPECT_TRUE(may_remove(both, both[1].id, kNone));
  EXPECT_FALSE(may_remove(both, both[2].id, kNone));
}

TEST(MayRemove, ASavedCodeAlwaysGoes) {
  const std::vector all{one(1, K::password), one(2, K::saved_code)};
  EXPECT_TRUE(may_remove(all, all[1].id, kNone));
}

TEST(MayRestore, OnlyByALevelThatTheSuspendedOneHasNoPartIn) {
  const Uuid lost{{2}};
  Session session;
  session.acr = Acr::aal1;
  EXPECT_FALSE(may_restore(session, lost));
  session.acr = Acr::aal2;
  session.proofs = {{.method = Method::password, .authenticator = Uuid{{1}}},
                    {.method = Method::totp, .authenticator = Uuid{{3}}}};
  EXPECT_TRUE(may_restore(session, lost));
  session.proofs.push_back({.method = Method::totp, .authenticator = lost});
  EXPECT_FALSE(may_restore(session, lost));
}

}  // namespace
}  // namespace tessera::authn
