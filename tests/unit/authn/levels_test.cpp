// Table 4.1 of requirements.md, every set of proofs.
#include <tessera/authn/levels.hpp>

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include <tessera/authn/proof_json.hpp>

namespace tessera::authn {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

struct Kind {
  Method method;
  bool verified = false;
  bool hardware = false;
  bool syncable = false;
};
constexpr std::array<Kind, 13> kKinds{{{Method::password},
                                       {Method::totp},
                                       {Method::lookup_code},
                                       {Method::saved_code},
                                       {Method::mail_code},
                                       {Method::contact_code},
                                       {Method::passkey},
                                       {Method::passkey, true},
                                       {Method::passkey, true, false, true},
                                       {Method::passkey, false, true},
                                       {Method::passkey, true, true},
                                       {Method::passkey, true, true, true},
                                       {Method::certificate, true, true}}};

Proof make(const Kind& kind, Duration age = {}) {
  return {.method = kind.method,
          .authenticator = {},
          .at = kNow - age,
          .user_verified = kind.verified,
          .hardware = kind.hardware,
          .syncable = kind.syncable};
}

// The table in other words, to check against.
Acr expected(unsigned set) {
  const auto has = [set](std::initializer_list<std::size_t> kinds) {
    return std::ranges::any_of(kinds, [set](std::size_t i) { return (set >> i & 1U) != 0; });
  };
  const bool password = has({0});
  if (has({10, 12}) || (password && has({9}))) return Acr::aal3;
  if (has({7, 8, 11}) || (password && has({6}))) return Acr::aal2_phr;
  if (password && has({1, 2})) return Acr::aal2;
  return has({0, 1, 2, 6, 9}) ? Acr::aal1 : Acr::none;
}

TEST(Levels, EverySetOfProofs) {
  for (unsigned set = 0; set < 1U << kKinds.size(); ++set) {
    std::vector<Proof> proofs;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
      if ((set >> i & 1U) != 0) proofs.push_back(make(kKinds[i]));
    }
    ASSERT_EQ(decide_level(proofs).acr, expected(set)) << set;
  }
}

TEST(Levels, ACertificateThatIsOnNoCardIsPhishingResistantOnly) {
  const std::vector<Proof> soft{make({Method::certificate, true})};
  EXPECT_EQ(decide_level(soft).acr, Acr::aal2_phr);
}

TEST(Levels, TheTimeIsThatOfTheOldestProofThatIsNeeded) {
  const std::vector<Proof> proofs{
      make({Method::password}, minutes{9}), make({Method::totp}, minutes{2}),
      make({Method::password}, minutes{5}), make({Method::lookup_code}, minutes{8})};
  EXPECT_EQ(decide_level(proofs).auth_time, kNow - minutes{5});
  const std::vector<Proof> passkey{make({Method::password}, minutes{9}),
                                   make({Method::passkey, true}, minutes{1})};
  EXPECT_EQ(decide_level(passkey).auth_time, kNow - minutes{1});
}

TEST(Levels, AmrSaysHow) {
  using Words = std::vector<std::string>;
  const auto amr = [](std::vector<Proof> proofs) { return decide_level(proofs).amr; };
  EXPECT_EQ(amr({make({Method::password})}), (Words{"pwd"}));
  EXPECT_EQ(amr({make({Method::password}), make({Method::totp})}), (Words{"pwd", "otp", "mfa"}));
  EXPECT_EQ(amr({make({Method::passkey, true})}), (Words{"swk", "user", "pop", "mfa"}));
  EXPECT_EQ(amr({make({Method::passkey, true, true})}), (Words{"hwk", "user", "pop", "mfa"}));
  EXPECT_EQ(amr({make({Method::passkey})}), (Words{"swk", "user", "pop"}));
  EXPECT_EQ(amr({make({Method::certificate, true, true})}), (Words{"sc", "pin", "pop", "mfa"}));
}

TEST(Levels, ProofsComeBackFromJson) {
  std::vector<Proof> proofs;
  for (const auto& kind : kKinds) proofs.push_back(make(kind, minutes{3}));
  EXPECT_EQ(parse_proofs(render_proofs(proofs)), proofs);
  EXPECT_TRUE(parse_proofs("").empty());
  EXPECT_TRUE(parse_proofs("{}").empty());
  EXPECT_TRUE(parse_proofs(R"([1, {"m": "magic", "a": "x", "t": 1}])").empty());
}

}  // namespace
}  // namespace tessera::authn
