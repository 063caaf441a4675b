#include <gtest/gtest.h>

#include <tessera/crypto/encryption.hpp>

#include "from_hex.hpp"

namespace tessera::crypto {
namespace {

Key public_key(std::string_view x, std::string_view y) {
  return *Key::from_ec_public(from_hex(x), from_hex(y));
}
// PKCS#8 of a P-256 key whose parts a standard prints.
Key private_key(std::string_view d, std::string_view x, std::string_view y) {
  auto der = from_hex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");
  const auto scalar = from_hex(d);
  der.insert(der.end(), scalar.begin(), scalar.end());
  for (const auto byte : from_hex("a14403420004")) der.push_back(byte);
  for (const auto& part : {from_hex(x), from_hex(y)})
    der.insert(der.end(), part.begin(), part.end());
  return *Key::from_private_der(der);
}

// RFC 7518 C: Bob's static key and Alice's ephemeral one.
constexpr std::string_view kAliceX =
    "808d060082c176eed3e776a4ac598cc8672c1779f974eecc9b03411ca5b9495d";
constexpr std::string_view kAliceY =
    "48b5bfc527dfce53d6ac7115237d031ccff87a0570b77350a9e503ee7305a69b";
constexpr std::string_view kBobX =
    "c1e349cb61ec70248ce801034c3834e1b88ebe1161cb25af38741f785fcfc4c4";
constexpr std::string_view kBobY =
    "7bc96708ef80952b53f8d2555fe72b841ed04588628b1d378a594939500ec9c9";
constexpr std::string_view kBobD =
    "5449836690d75caf29f0dd029ddb31b3ddb8aba9d2d515c5012465e817d4a9dc";

TEST(KeyAgreement, DerivesTheKeyOfRfc7518AppendixC) {
  const auto shared = agree(private_key(kBobD, kBobX, kBobY), public_key(kAliceX, kAliceY));
  EXPECT_EQ(to_hex(shared.reveal_bytes()),
            "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4");
  // AlgorithmID, PartyUInfo, PartyVInfo, SuppPubInfo.
  auto info = from_hex("00000007");
  for (const auto& part : {to_bytes("A128GCM"), from_hex("00000005"), to_bytes("Alice"),
                           from_hex("00000003"), to_bytes("Bob"), from_hex("00000080")}) {
    info.insert(info.end(), part.begin(), part.end());
  }
  EXPECT_EQ(to_hex(concat_kdf(shared, info, 16).reveal_bytes()),
            "56aa8deaf8236d205c2228cd71a7101a");
}

TEST(KeyAgreement, BothSidesGetTheSameSecretAndOthersAnother) {
  const auto a = Key::generate(KeyType::ec_p256);
  const auto b = Key::generate(KeyType::ec_p256);
  EXPECT_TRUE(agree(a, b).matches(agree(b, a).reveal_bytes()));
  EXPECT_FALSE(agree(a, b).matches(agree(a, a).reveal_bytes()));
  EXPECT_THROW((void)agree(Key::generate(KeyType::ed25519), b), std::logic_error);
  EXPECT_THROW((void)agree(*Key::from_public_der(a.public_der()), b), std::logic_error);
}

Key x25519(std::string_view scalar) {
  auto der = from_hex("302e020100300506032b656e04220420");
  const auto d = from_hex(scalar);
  der.insert(der.end(), d.begin(), d.end());
  return *Key::from_private_der(der);
}

// RFC 7748 6.1.
TEST(KeyAgreement, DerivesTheSecretOfTheExampleWithX25519) {
  const auto alice = x25519("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const auto bob = Key::from_x25519_public(
      from_hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
  ASSERT_TRUE(bob);
  EXPECT_EQ(alice.type(), KeyType::x25519);
  EXPECT_TRUE(alice.has_private());
  EXPECT_EQ(to_hex(alice.public_parts().x),
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  const auto shared = agree(alice, *bob);
  EXPECT_EQ(to_hex(shared.reveal_bytes()),
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  EXPECT_THROW((void)agree(alice, Key::generate(KeyType::ec_p256)), std::logic_error);
  EXPECT_THROW((void)sign(alice, SignAlg::eddsa, from_hex("00")), std::logic_error);
}

// RFC 7748 6.1, RFC 8037 5: points with which every agreement gives zero.
TEST(KeyAgreement, PointsOfSmallOrderAreNoKeys) {
  for (const auto* point : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    const auto key = Key::from_x25519_public(from_hex(point));
    ASSERT_FALSE(key) << point;
    EXPECT_EQ(key.error().id, "key.point");
  }
  EXPECT_EQ(Key::from_x25519_public(from_hex("00")).error().id, "key.malformed");
}

TEST(KeyDerivation, GivesOneKeyPerSeedAndPurpose) {
  const Secret seed{Bytes(32, 7)};
  const auto key = Key::derive_p256(seed, "requests");
  EXPECT_EQ(key.public_der(), Key::derive_p256(seed, "requests").public_der());
  EXPECT_NE(key.public_der(), Key::derive_p256(seed, "others").public_der());
  EXPECT_NE(key.public_der(), Key::derive_p256(Secret{Bytes(32, 8)}, "requests").public_der());
  // The public part belongs to the private one, as reading the encoded key checks.
  EXPECT_TRUE(Key::from_private_der(key.private_der().reveal_bytes()));
  EXPECT_TRUE(verify(key, SignAlg::es256, as_bytes("x"), sign(key, SignAlg::es256, as_bytes("x"))));
  EXPECT_THROW((void)Key::derive_p256(Secret{Bytes(31, 7)}, "requests"), std::logic_error);
}

TEST(KeyWrap, MatchesRfc3394AndRfc7516) {
  const Secret kek{from_hex("000102030405060708090a0b0c0d0e0f")};
  const Secret key{from_hex("00112233445566778899aabbccddeeff")};
  const auto box = wrap_key(kek, key);
  EXPECT_EQ(to_hex(box), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");  // RFC 3394 4.1
  EXPECT_TRUE(unwrap_key(kek, box)->matches(key.reveal_bytes()));
  // RFC 7516 A.3.3
  const auto cek = unwrap_key(
      Secret{from_hex("19ac2082e1721ab58a6afec05f854a52")},
      from_hex("e8a07bd3b74cf584c8807b4bbed81643c98ac1ba095b7a1ff65a1c8b39034c7cc10b6225ad3d6839"));
  ASSERT_TRUE(cek);
  EXPECT_EQ(to_hex(cek->reveal_bytes()),
            "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf");
}

TEST(KeyWrap, RefusesEveryChangedByteAndOddSizes) {
  const Secret kek{Bytes(16, 1)};
  const auto box = wrap_key(kek, Secret{Bytes(32, 2)});
  for (std::size_t i = 0; i < box.size(); ++i) {
    auto bad = box;
    bad[i] ^= 1;
    EXPECT_FALSE(unwrap_key(kek, bad)) << i;
  }
  for (const std::size_t size : {0, 8, 16, 23, 39})
    EXPECT_FALSE(unwrap_key(kek, Bytes(size, 3))) << size;
}

TEST(Oaep, OpensWhatItSealsAndNothingElse) {
  const auto key = Key::generate(KeyType::rsa);
  const Secret cek{Bytes(32, 9)};
  const auto box = seal_oaep(*Key::from_public_der(key.public_der()), cek);
  EXPECT_EQ(box.size(), 256u);
  EXPECT_TRUE(open_oaep(key, box)->matches(cek.reveal_bytes()));
  for (const std::size_t at : {0, 1, 100, 255}) {
    auto bad = box;
    bad[at] ^= 1;
    EXPECT_FALSE(open_oaep(key, bad)) << at;
  }
  EXPECT_FALSE(open_oaep(key, {}));
  EXPECT_FALSE(open_oaep(key, Bytes(256, 0xFF)));  // not below the modulus
  EXPECT_FALSE(open_oaep(Key::generate(KeyType::rsa), box));
  EXPECT_THROW((void)open_oaep(*Key::from_public_der(key.public_der()), box), std::logic_error);
  EXPECT_THROW((void)seal_oaep(Key::generate(KeyType::ec_p256), cek), std::logic_error);
}

// RFC 7516 A.1 (A256GCM), A.3 (A128CBC-HS256), RFC 7520 5.8 (A128GCM): content under a known key.
struct ContentExample {
  ContentAlg alg;
  Bytes key;
  std::string header, iv, cipher_text, tag, plain;
};
const ContentExample kExamples[] = {
    {ContentAlg::a256gcm,
     from_hex("b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc"),
     "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ", "e3c575fc02dbe944b4e14ddb",
     "e5eca6f135bf73c4ae2b496d277ae9608cce783433ed300bbedbba506f68328e2fa73b3db57fc4152852f220"
     "7b8fa8e249d8b0908af76a3c10cda06d403fc0",
     "5c5068318519a1d7ad65dbd3885bd291",
     "The true sign of intelligence is not knowledge but imagination."},
    {ContentAlg::a128cbc_hs256,
     from_hex("04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf"),
     "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0", "03163c0c2b4368696c6c69636f746865",
     "283953b577218594c6b9f31898e6064b81df7f13d252b7e6a821d7688f703866",
     "5349bf6268cdd380c9bdc7852026c255", "Live long and prosper."},
    {ContentAlg::a128gcm, from_hex("698e7f1a19a4f4ac563c12eefe0971d7"),
     "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMi"
     "OiJBMTI4R0NNIn0",
     "431d299ac0daf0a9c973d268",
     "0309623fe2a65a0b19dfb06fcc279f35e9fa5536d12b740c0384e4bd1907d2d3f56d3761b452602717959899"
     "0b0fad40d619d619eb5d835d5cf400ec9d680be7a372c704988d4d5910770691ddc4914d2f8c78bd81395bf7"
     "4a926057de1742f091c4ed8db60a0ac88d25091c229d7278cd373a6ba2612a182554a97fb7a3eb369870cbf7"
     "5b07710c597c444c0e84d2269365e5776257aba051e774d2164c93ecfc152eeabed46c2d1879507a0ee00d3e"
     "b15b426a1c33e7fc7fa9b90b26b6173d660d288e625faaa16f1135312c017e2a37014d2e5d372e9e830918b4"
     "eb7c1081cafa812c298b5945a6bc67b30e67b506c4620cbc49b1ac608f7896b5e2c96fdbe81aa8ad24113864"
     "692a9d630d05910645",
     "111ecc58967514123f34abe7ed96f52f",
     "You can trust us to stick with you through thick and thin–to the bitter end. And you can"
     " trust us to keep any secret of yours–closer than you keep it yourself. But you cannot t"
     "rust us to let you face trouble alone, and go off without a word. We are your friends, F"
     "rodo."}};

TEST(Content, OpensTheExamplesOfTheStandards) {
  for (const auto& example : kExamples) {
    const SealedContent sealed{from_hex(example.iv), from_hex(example.cipher_text),
                               from_hex(example.tag)};
    const auto plain = open_content(example.alg, Secret{example.key}, sealed, example.header);
    ASSERT_TRUE(plain) << example.header;
    EXPECT_EQ(as_text(*plain), example.plain);
  }
}

TEST(Content, OpensWhatItSealsOfAnySize) {
  SeededRandom random{3};
  for (const auto alg : {ContentAlg::a128cbc_hs256, ContentAlg::a128gcm, ContentAlg::a256gcm}) {
    const Secret key{Bytes(key_size(alg), 5)};
    for (const std::size_t size : {0, 1, 15, 16, 17, 5000}) {
      const Bytes plain(size, 0x61);
      const auto sealed = seal_content(alg, key, plain, "header", random);
      EXPECT_EQ(sealed.iv.size(), iv_size(alg));
      const auto opened = open_content(alg, key, sealed, "header");
      ASSERT_TRUE(opened) << size;
      EXPECT_EQ(*opened, plain);
    }
  }
}

TEST(Content, RefusesWhateverWasChanged) {
  SeededRandom random{4};
  for (const auto alg : {ContentAlg::a128cbc_hs256, ContentAlg::a128gcm, ContentAlg::a256gcm}) {
    const Secret key{Bytes(key_size(alg), 5)};
    const auto good = seal_content(alg, key, as_bytes("sixteen bytes or more"), "header", random);
    for (auto part : {&SealedContent::iv, &SealedContent::cipher_text, &SealedContent::tag}) {
      for (std::size_t i = 0; i < (good.*part).size(); ++i) {
        auto bad = good;
        (bad.*part)[i] ^= 0x80;
        EXPECT_FALSE(open_content(alg, key, bad, "header")) << i;
      }
      auto cut = good;
      (cut.*part).pop_back();
      EXPECT_FALSE(open_content(alg, key, cut, "header"));
    }
    EXPECT_FALSE(open_content(alg, key, good, "another header"));
    EXPECT_FALSE(open_content(alg, Secret{Bytes(key_size(alg), 6)}, good, "header"));
    EXPECT_FALSE(open_content(alg, Secret{Bytes(key_size(alg) + 1, 5)}, good, "header"));
  }
}

}  // namespace
}  // namespace tessera::crypto
