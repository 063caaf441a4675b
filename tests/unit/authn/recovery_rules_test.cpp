#include <gtest/gtest.h>

#include <array>

#include <tessera/authn/recovery_rules.hpp>

namespace tessera::authn {
namespace {

using P = Method;
using A = AccountClass;

constexpr std::array kAll{P::mail_code, P::saved_code,  P::contact_code, P::password,
                          P::totp,      P::lookup_code, P::passkey,      P::certificate};

std::vector<P> subset(unsigned bits) {
  std::vector<P> out;
  for (unsigned i = 0; i < kAll.size(); ++i) {
    if (bits >> i & 1) out.push_back(kAll[i]);
  }
  return out;
}

// Requirements 4.6 said a second time, by counting, over every set of proofs.
TEST(RecoveryRules, EverySetOfProofsIsJudgedAsTheRequirementSays) {
  for (unsigned bits = 0; bits < 1U << kAll.size(); ++bits) {
    const auto proofs = subset(bits);
    int codes = 0;
    int keys = 0;
    bool password = false;
    for (const auto proof : proofs) {
      password = password || proof == P::password;
      const bool code = proof == P::mail_code || proof == P::saved_code || proof == P::contact_code;
      ++(code ? codes : keys);
    }
    const auto only = decide_grant(A::password_only, proofs);
    EXPECT_EQ(only.has_value(), codes >= 1) << bits;
    const auto two = decide_grant(A::two_factor, proofs);
    EXPECT_EQ(two.has_value(), codes >= 2 || (codes == 1 && keys >= 1)) << bits;
    EXPECT_FALSE(decide_grant(A::in_person, proofs)) << bits;
    if (only) EXPECT_EQ(*only, (RecoveryGrant{.password = true}));
    if (!two) continue;
    // What was proven stays; what was not is set up anew; only a password is replaced without wait.
    const bool possession = keys > static_cast<int>(password);
    EXPECT_EQ(two->at_once, possession) << bits;
    EXPECT_EQ(two->second_factor, !possession) << bits;
    EXPECT_EQ(two->password, possession || !password) << bits;
  }
}

TEST(RecoveryRules, MoreProofNeverGrantsLess) {
  for (const auto account : {A::password_only, A::two_factor, A::in_person}) {
    for (unsigned bits = 0; bits < 1U << kAll.size(); ++bits) {
      if (!decide_grant(account, subset(bits))) continue;
      for (unsigned more = 0; more < kAll.size(); ++more)
        EXPECT_TRUE(decide_grant(account, subset(bits | 1U << more)));
    }
  }
}

TEST(RecoveryRules, TheSameMethodTwiceIsOne) {
  const std::array twice{P::mail_code, P::mail_code};
  EXPECT_FALSE(decide_grant(A::two_factor, twice));
  const std::array keys{P::password, P::totp};  // that is signing in
  EXPECT_FALSE(decide_grant(A::two_factor, keys));
}

Authenticator one(AuthenticatorKind kind, AuthenticatorState state = AuthenticatorState::active) {
  Authenticator a;
  a.kind = kind;
  a.state = state;
  return a;
}

// Who reports a device as lost does not make the account cheaper to take.
TEST(AccountClassOf, WhatIsSuspendedStillCounts) {
  using K = AuthenticatorKind;
  using S = AuthenticatorState;
  const std::vector password{one(K::password), one(K::saved_code)};
  EXPECT_EQ(account_class(password, Ial::ial2, false), A::password_only);
  for (const auto kind : {K::totp, K::lookup_codes, K::passkey, K::certificate}) {
    for (const auto state : {S::active, S::suspended, S::disabled, S::expired, S::compromised}) {
      const std::vector two{one(K::password), one(kind, state)};
      EXPECT_EQ(account_class(two, Ial::none, false), A::two_factor);
    }
    const std::vector gone{one(K::password), one(kind, S::invalidated)};
    EXPECT_EQ(account_class(gone, Ial::none, false), A::password_only);
  }
  EXPECT_EQ(account_class(password, Ial::ial3, true), A::in_person);
  EXPECT_EQ(account_class(password, Ial::ial2, true), A::password_only);
}

TEST(RecoveryRules, AnOfficerGrantsWhatTheAccountHad) {
  EXPECT_FALSE(vouched_grant(A::password_only).second_factor);
  for (const auto account : {A::two_factor, A::in_person}) {
    EXPECT_TRUE(vouched_grant(account).password && vouched_grant(account).second_factor);
    EXPECT_FALSE(vouched_grant(account).at_once);
  }
}

TEST(RecoverySetOf, TwoWaysLeadBack) {
  EXPECT_FALSE(leads_back({}));
  EXPECT_FALSE(leads_back({.mail = true}));
  EXPECT_TRUE(leads_back({.mail = true, .saved_code = true}));
  EXPECT_TRUE(leads_back({.mail = true, .contact = true}));
  EXPECT_TRUE(leads_back({.saved_code = true, .contact = true}));
}

}  // namespace
}  // namespace tessera::authn
