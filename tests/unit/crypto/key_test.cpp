#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include <tessera/crypto/key.hpp>

namespace tessera::crypto {
namespace {

const Key& key_of(KeyType type) {
  static const Key rsa = Key::generate(KeyType::rsa);
  static const Key ec = Key::generate(KeyType::ec_p256);
  static const Key ed = Key::generate(KeyType::ed25519);
  return type == KeyType::rsa ? rsa : type == KeyType::ec_p256 ? ec : ed;
}

struct Case {
  KeyType type;
  SignAlg alg;
  std::size_t signature_size;
};
class KeyOfEachAlgorithm : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Algorithms, KeyOfEachAlgorithm,
                         testing::Values(Case{KeyType::rsa, SignAlg::rs256, 256},
                                         Case{KeyType::rsa, SignAlg::ps256, 256},
                                         Case{KeyType::ec_p256, SignAlg::es256, 64},
                                         Case{KeyType::ed25519, SignAlg::eddsa, 64}));

TEST_P(KeyOfEachAlgorithm, VerifiesItsSignatureAndNoAlteredOne) {
  const auto& key = key_of(GetParam().type);
  for (int i = 0; i < 20; ++i) {
    const auto message = to_bytes("message number " + std::to_string(i));
    auto signature = sign(key, GetParam().alg, message);
    ASSERT_EQ(signature.size(), GetParam().signature_size);
    EXPECT_TRUE(verify(key, GetParam().alg, message, signature));
    EXPECT_FALSE(verify(key, GetParam().alg, as_bytes("another message"), signature));
    signature[static_cast<std::size_t>(i)] ^= 0x10;
    EXPECT_FALSE(verify(key, GetParam().alg, message, signature));
  }
}

TEST_P(KeyOfEachAlgorithm, SurvivesItsEncodings) {
  const auto& key = key_of(GetParam().type);
  const auto again = Key::from_private_der(key.private_der().reveal_bytes());
  const auto public_only = Key::from_public_der(key.public_der());
  ASSERT_TRUE(again && public_only);
  EXPECT_TRUE(again->has_private());
  EXPECT_FALSE(public_only->has_private());
  EXPECT_EQ(public_only->type(), GetParam().type);
  const auto signature = sign(*again, GetParam().alg, as_bytes("m"));
  EXPECT_TRUE(verify(*public_only, GetParam().alg, as_bytes("m"), signature));
  EXPECT_THROW((void)sign(*public_only, GetParam().alg, as_bytes("m")), std::logic_error);
}

TEST_P(KeyOfEachAlgorithm, RefusesEncodingsWithMissingOrExtraBytes) {
  auto der = key_of(GetParam().type).public_der();
  EXPECT_FALSE(Key::from_public_der(BytesView(der).first(der.size() - 1)));
  der.push_back(0);
  EXPECT_EQ(Key::from_public_der(der).error().id, "key.malformed");
  const auto secret = key_of(GetParam().type).private_der();
  EXPECT_FALSE(Key::from_private_der(secret.reveal_bytes().first(20)));
}

TEST_P(KeyOfEachAlgorithm, WorksOnManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, key = key_of(GetParam().type)] {
      for (int i = 0; i < 10; ++i) {
        const auto signature = sign(key, GetParam().alg, as_bytes("m"));
        wrong += !verify(key, GetParam().alg, as_bytes("m"), signature);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Key, AnAlgorithmOfAnotherTypeNeverVerifies) {
  const auto signature = sign(key_of(KeyType::rsa), SignAlg::rs256, as_bytes("m"));
  EXPECT_FALSE(verify(key_of(KeyType::rsa), SignAlg::ps256, as_bytes("m"), signature));
  EXPECT_FALSE(verify(key_of(KeyType::ec_p256), SignAlg::rs256, as_bytes("m"), signature));
  EXPECT_THROW((void)sign(key_of(KeyType::ec_p256), SignAlg::eddsa, as_bytes("m")),
               std::logic_error);
}

TEST(Key, Es256RefusesAllZerosAndOtherLengths) {
  const auto& key = key_of(KeyType::ec_p256);
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), Bytes(64, 0)));
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), Bytes(63, 1)));
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), {}));
}

TEST(Key, WeakRsaIsRefused) {
  auto parts = key_of(KeyType::rsa).public_parts();
  EXPECT_TRUE(Key::from_rsa_public(parts.n, parts.e));
  const Bytes three{3};
  EXPECT_EQ(Key::from_rsa_public(parts.n, three).error().id, "key.weak");
  const Bytes even{1, 0, 0};
  EXPECT_EQ(Key::from_rsa_public(parts.n, even).error().id, "key.weak");
  const auto short_modulus = BytesView(parts.n).first(128);
  EXPECT_EQ(Key::from_rsa_public(short_modulus, parts.e).error().id, "key.weak");
  EXPECT_EQ(Key::from_rsa_public(Bytes(2000, 0xff), parts.e).error().id, "key.unsupported");
}

TEST(Key, PointsOffTheCurveAreRefused) {
  auto parts = key_of(KeyType::ec_p256).public_parts();
  EXPECT_TRUE(Key::from_ec_public(parts.x, parts.y));
  parts.y[31] ^= 1;
  EXPECT_EQ(Key::from_ec_public(parts.x, parts.y).error().id, "key.point");
  EXPECT_EQ(Key::from_ec_public(Bytes(32), Bytes(32)).error().id, "key.point");
  EXPECT_EQ(Key::from_ec_public(BytesView(parts.x).first(31), parts.y).error().id, "key.malformed");
}

TEST(Key, ThePointAtInfinityIsRefused) {
  auto der = key_of(KeyType::ec_p256).public_der();
  // SPKI ends in BIT STRING { no unused bits, 04 x y }: the same with the single byte 00 as its
  // point.
  ASSERT_EQ(der.size(), 91u);
  der.resize(der.size() - 64);
  der.back() = 0x00;
  der[1] = static_cast<std::uint8_t>(der.size() - 2);
  der[der.size() - 3] = 2;
  EXPECT_EQ(Key::from_public_der(der).error().id, "key.point");
}

TEST(Key, APrivateKeyWithAnothersPublicPartIsRefused) {
  const auto mine = key_of(KeyType::ec_p256).private_der();
  const auto theirs = Key::generate(KeyType::ec_p256).public_parts();
  Bytes forged(mine.reveal_bytes().begin(), mine.reveal_bytes().end());
  const auto own = key_of(KeyType::ec_p256).public_parts();
  const auto at = std::ranges::search(forged, own.x).begin();
  ASSERT_NE(at, forged.end());
  std::ranges::copy(theirs.y, std::ranges::copy(theirs.x, at).out);
  EXPECT_EQ(Key::from_private_der(forged).error().id, "key.point");
}

TEST(Key, Ed25519PartsHaveThirtyTwoBytes) {
  const auto parts = key_of(KeyType::ed25519).public_parts();
  EXPECT_TRUE(Key::from_ed25519_public(parts.x));
  EXPECT_EQ(Key::from_ed25519_public(Bytes(31)).error().id, "key.malformed");
}

TEST(Key, Ed25519PointsOfSmallOrderOrOffTheCurveAreRefused) {
  Bytes identity(32);
  identity[0] = 1;
  Bytes order_two(32, 0xff);  // y = -1
  order_two[0] = 0xec;
  order_two[31] = 0x7f;
  Bytes off_curve(32);
  off_curve[0] = 2;
  for (const auto& point : {Bytes(32), identity, order_two, off_curve}) {
    EXPECT_EQ(Key::from_ed25519_public(point).error().id, "key.point") << to_hex(point);
  }
}

}  // namespace
}  // namespace tessera::crypto
