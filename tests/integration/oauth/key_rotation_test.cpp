// Two nodes, one clock: keys are published before use, one node rotates, no token is left
// unverifiable.
#include <algorithm>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class KeyRotation : public Stack {
 protected:
  struct Node {
    explicit Node(KeyRotation& t)
        : holder(std::make_shared<const jose::KeySnapshot>(std::vector<jose::SigningKey>{})),
          signer(holder),
          keys({.store = t.key_store_,
                .leases = t.leases_,
                .compute = t.compute_,
                .holder = holder,
                .keyring = t.keyring(),
                .clock = t.clock,
                .random = t.random,
                .node = make_uuid4(t.random)}) {}
    jose::KeySnapshotHolder holder;
    jose::Signer signer;
    SigningKeys keys;
    std::string active() const { return holder.get()->active(crypto::SignAlg::es256)->kid; }
  };
  void tend(Node& node, std::size_t thread = 0) {
    run([&] { return node.keys.tend(); }, thread);
  }
  static constexpr jose::SignAlg kAlg = crypto::SignAlg::es256;
};

TEST_F(KeyRotation, TheFirstStartMakesOneActiveKeyPerAlgorithm) {
  const auto rows = run([&] { return signing_keys_->list(); });
  EXPECT_EQ(rows.size(), 4u);
  EXPECT_TRUE(std::ranges::all_of(
      rows, [](const auto& row) { return row.state == jose::KeyState::active; }));
  EXPECT_EQ(count("select count(*) from signing_key where private_box is null"), 0);
}

TEST_F(KeyRotation, PublishesAheadUsesThenRetiresAndDestroys) {
  Node a(*this), b(*this);
  tend(a);
  tend(b);
  const auto first = a.active();
  EXPECT_EQ(b.active(), first);
  clock.advance(days{89} - hours{1});
  tend(a);
  EXPECT_EQ(a.holder.get()->keys().size(), 4u) << "not yet";
  clock.advance(hours{2});
  tend(a);
  EXPECT_EQ(a.holder.get()->keys().size(), 8u) << "the next ones are published";
  EXPECT_EQ(a.active(), first) << "and not used";
  clock.advance(hours{2} * 11);
  tend(a);
  tend(b);
  EXPECT_EQ(a.active(), first);
  const auto old_token = b.signer.sign_jwt(kAlg, "at+jwt", "{}");
  clock.advance(hours{2});
  tend(a);
  EXPECT_NE(a.active(), first);
  // b has not looked yet: it signs with the old key, which everybody still has, and reads the new
  // one.
  const auto new_token = a.signer.sign_jwt(kAlg, "at+jwt", "{}");
  const jose::JwsRules rules{.algorithms = {kAlg}, .typ = "at+jwt"};
  EXPECT_TRUE(b.signer.verify_own(new_token, rules));
  EXPECT_TRUE(a.signer.verify_own(old_token, rules));
  tend(b);
  EXPECT_EQ(b.active(), a.active());
  EXPECT_TRUE(b.signer.verify_own(old_token, rules)) << "retired keys still verify";
  clock.advance(days{1} + hours{2});
  tend(a);
  EXPECT_EQ(a.holder.get()->find(first), nullptr);
  EXPECT_EQ(
      count("select count(*) from signing_key where state = 'removed' and private_box is null"), 4);
  EXPECT_EQ(events("key.rotated"), 4);
}

TEST_F(KeyRotation, TwoNodesAtOnceMakeOneKeyEach) {
  Node a(*this), b(*this);
  clock.advance(days{89} + hours{1});
  at_once(2, [&](std::size_t i) {
    tend(i == 0 ? a : b, i);
    return 0;
  });
  tend(a);
  tend(b);
  EXPECT_EQ(count("select count(*) from signing_key where state = 'next'"), 4);
  EXPECT_EQ(a.holder.get()->jwks_json(), b.holder.get()->jwks_json());
}

TEST_F(KeyRotation, RotationByHandPublishesFirstAndNeverSkipsTheWait) {
  const people::ActingAs by{.kind = "system"};
  const auto rotate = [&] {
    const auto now = context();
    return run([&] { return signing_keys_->rotate(by, now); });
  };
  EXPECT_EQ(rotate().size(), 4u);
  EXPECT_EQ(rotate().size(), 0u) << "published a moment ago";
  clock.advance(days{1});
  EXPECT_EQ(rotate().size(), 4u);
  EXPECT_EQ(count("select count(*) from signing_key where state = 'retired'"), 4);
}

TEST_F(KeyRotation, AWithdrawnKeyIsFollowedAtOnceAndProvesNothing) {
  Node a(*this), b(*this);
  tend(a);
  tend(b);
  const auto first = a.active();
  const auto token = a.signer.sign_jwt(kAlg, "at+jwt", "{}");
  const people::ActingAs by{.kind = "system"};
  const auto now = context();
  const auto withdraw = [&](const std::string& kid) {
    return run([&] { return a.keys.withdraw(kid, "it leaked", by, now); });
  };
  ASSERT_TRUE(withdraw(first));
  EXPECT_NE(a.active(), first) << "another one signs";
  EXPECT_EQ(a.holder.get()->find(first), nullptr);
  EXPECT_EQ(a.holder.get()->jwks_json().find(first), std::string::npos);
  const jose::JwsRules rules{.algorithms = {kAlg}, .typ = "at+jwt"};
  EXPECT_FALSE(a.signer.verify_own(token, rules));
  tend(b);
  EXPECT_FALSE(b.signer.verify_own(token, rules));
  EXPECT_EQ(b.active(), a.active());
  EXPECT_EQ(count("select count(*) from signing_key where kid = '" + first +
                  "' and state = 'removed' and private_box is null"),
            1);
  EXPECT_EQ(events("key.withdrawn"), 1);
  EXPECT_EQ(withdraw(first).error().id, "key.unknown") << "a second time there is nothing";
}

TEST_F(KeyRotation, APublishedNextKeyFollowsOneThatIsWithdrawn) {
  Node a(*this);
  clock.advance(days{89} + hours{1});
  tend(a);
  const auto first = a.active();
  const auto next =
      sql("select kid from signing_key where state = 'next' and alg = 'ES256'")[0].string(0);
  const people::ActingAs by{.kind = "system"};
  const auto now = context();
  ASSERT_TRUE(run([&] { return a.keys.withdraw(first, "it leaked", by, now); }));
  EXPECT_EQ(a.active(), next);
  // A next key that leaked goes without a word to anybody who signs.
  const auto other =
      sql("select kid from signing_key where state = 'next' and alg = 'PS256'")[0].string(0);
  ASSERT_TRUE(run([&] { return a.keys.withdraw(other, "it leaked", by, now); }));
  EXPECT_EQ(a.holder.get()->find(other), nullptr);
}

TEST_F(KeyRotation, ThePrivateKeyIsNotInTheDatabaseInClear) {
  const auto* key = holder_.get()->active(kAlg);
  const auto der = key->key.private_der();
  const auto dump =
      sql("select string_agg(encode(private_box, 'hex'), ' ') from signing_key")[0].string(0);
  EXPECT_EQ(dump.find(to_hex(der.reveal_bytes())), std::string::npos);
}

}  // namespace
}  // namespace tessera::oauth
