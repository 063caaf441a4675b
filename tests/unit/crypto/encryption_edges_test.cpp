// Encryption at the edges, after the manner of Project Wycheproof: boxes and points that only just
// are none.
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/encryption.hpp>

#include "tests/unit/crypto/from_hex.hpp"

namespace tessera::crypto {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

class OaepEdges : public testing::Test {
 protected:
  static const Key& key() {
    static const auto one = Key::generate(KeyType::rsa);
    return one;
  }
  static Context encryption(int padding) {
    Context context(EVP_PKEY_CTX_new(key().native(), nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY_encrypt_init(context.get());
    EVP_PKEY_CTX_set_rsa_padding(context.get(), padding);
    return context;
  }
  static Bytes encrypt(const Context& context, const Bytes& plain) {
    Bytes out(256);
    std::size_t size = out.size();
    EXPECT_EQ(EVP_PKEY_encrypt(context.get(), out.data(), &size, plain.data(), plain.size()), 1);
    return out;
  }
  static Bytes with(const EVP_MD* hash, const EVP_MD* mgf, const std::string& label = {}) {
    const auto context = encryption(RSA_PKCS1_OAEP_PADDING);
    EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), hash);
    EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), mgf);
    if (!label.empty()) {
      void* copy = OPENSSL_memdup(label.data(), label.size());
      EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), copy, static_cast<int>(label.size()));
    }
    return encrypt(context, Bytes(32, 9));
  }
  // MGF1 with SHA-256 (RFC 8017 B.2.1).
  static Bytes mask(BytesView seed, std::size_t size) {
    Bytes out;
    for (std::uint8_t counter = 0; out.size() < size; ++counter) {
      Bytes input(seed.begin(), seed.end());
      input.insert(input.end(), {0, 0, 0, counter});
      const auto block = sha256(input);
      out.insert(out.end(), block.begin(), block.end());
    }
    out.resize(size);
    return out;
  }
  // RFC 8017 7.1.1 step 2, of any data block and first byte.
  static Bytes block(const Bytes& data, std::uint8_t first = 0) {
    Bytes seed(32, 0x5a);
    auto masked = data;
    const auto data_mask = mask(seed, masked.size());
    for (std::size_t i = 0; i < masked.size(); ++i) masked[i] ^= data_mask[i];
    const auto seed_mask = mask(masked, seed.size());
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] ^= seed_mask[i];
    Bytes out{first};
    out.insert(out.end(), seed.begin(), seed.end());
    out.insert(out.end(), masked.begin(), masked.end());
    return encrypt(encryption(RSA_NO_PADDING), out);
  }
  // lHash, zeros, 01, message.
  static Bytes data(const Bytes& hash, std::uint8_t mark = 1) {
    Bytes out = hash;
    out.resize(223 - 33, 0);
    out.push_back(mark);
    out.resize(223, 9);
    return out;
  }
  static Bytes empty_hash() {
    const auto hash = sha256({});
    return {hash.begin(), hash.end()};
  }
  static std::string refusal(const Bytes& box) {
    const auto opened = open_oaep(key(), box);
    return opened ? "opened" : opened.error().id;
  }
};

// RFC 7518 4.3: SHA-256 twice and an empty label, whatever else the box is good for.
TEST_F(OaepEdges, HashesAndLabelAreFixed) {
  EXPECT_EQ(refusal(with(EVP_sha256(), EVP_sha256())), "opened");
  EXPECT_EQ(refusal(with(EVP_sha1(), EVP_sha1())), "key_box.altered") << "RSA-OAEP";
  EXPECT_EQ(refusal(with(EVP_sha256(), EVP_sha1())), "key_box.altered");
  EXPECT_EQ(refusal(with(EVP_sha512(), EVP_sha512())), "key_box.altered");
  EXPECT_EQ(refusal(with(EVP_sha256(), EVP_sha256(), "label")), "key_box.altered");
  EXPECT_EQ(refusal(encrypt(encryption(RSA_PKCS1_PADDING), Bytes(32, 9))), "key_box.altered")
      << "RSA1_5";
}

// Manger's attack lives from telling these apart.
TEST_F(OaepEdges, EveryBrokenBlockIsRefusedInOneWay) {
  ASSERT_EQ(refusal(block(data(empty_hash()))), "opened");
  EXPECT_EQ(refusal(block(data(empty_hash()), 1)), "key_box.altered") << "the first byte";
  EXPECT_EQ(refusal(block(data(Bytes(32, 0)))), "key_box.altered") << "the hash of the label";
  EXPECT_EQ(refusal(block(data(empty_hash(), 2))), "key_box.altered") << "the mark";
  EXPECT_EQ(refusal(block(data(empty_hash(), 0))), "key_box.altered");
  auto all_zero = empty_hash();
  all_zero.resize(223, 0);
  EXPECT_EQ(refusal(block(all_zero)), "key_box.altered") << "no mark at all";
  auto dirty = data(empty_hash());
  dirty[40] = 7;
  EXPECT_EQ(refusal(block(dirty)), "key_box.altered") << "padding that is not zero";
}

TEST_F(OaepEdges, NumbersAreBelowTheModulusAndOfItsLength) {
  const auto n = key().public_parts().n;
  auto last = n;
  last.back() ^= 1;  // n is odd: n - 1
  auto one = Bytes(256, 0);
  one.back() = 1;
  const auto good = with(EVP_sha256(), EVP_sha256());
  auto longer = good;
  longer.insert(longer.begin(), 0);
  const Bytes shorter(good.begin(), good.end() - 1);
  for (const auto& box :
       {Bytes{}, Bytes{0}, Bytes(256, 0), one, last, n, Bytes(256, 0xff), longer, shorter})
    EXPECT_EQ(refusal(box), "key_box.altered") << box.size();
}

// NIST CAVS 14.1, ECC CDH primitive, P-256, count 0.
TEST(EcdhEdges, TheSecretOfNistIsAgreed) {
  const auto own = Key::from_private_der(
      from_hex("304d020100301306072a8648ce3d020106082a8648ce3d030107043330310201010420"
               "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"
               "a00a06082a8648ce3d030107"));
  ASSERT_TRUE(own) << own.error().id;
  const auto theirs = Key::from_ec_public(
      from_hex("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"),
      from_hex("db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"));
  ASSERT_TRUE(theirs) << theirs.error().id;
  EXPECT_EQ(to_hex(agree(*own, *theirs).reveal_bytes()),
            "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
}

// A point off the curve would give the private key away piece by piece (RFC 7518 C, the attack on
// ECDH-ES of 2017): none is ever a key.
TEST(EcdhEdges, OnlyPointsOfTheCurveAreKeys) {
  const auto p = from_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  const auto x = from_hex("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287");
  const auto y = from_hex("db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac");
  ASSERT_TRUE(Key::from_ec_public(x, y));
  const Bytes zero(32, 0);
  const Bytes most(32, 0xff);
  auto next = y;
  next.back() ^= 1;
  for (const auto& [a, b] : std::vector<std::pair<Bytes, Bytes>>{
           {zero, zero}, {x, zero}, {zero, y}, {x, next}, {y, x}, {p, y}, {x, p}, {most, most}})
    EXPECT_EQ(Key::from_ec_public(a, b).error().id, "key.point") << to_hex(a) << " " << to_hex(b);
  const auto cut = BytesView(x).first(31);
  auto wide = x;
  wide.insert(wide.begin(), 0);
  EXPECT_EQ(Key::from_ec_public(cut, y).error().id, "key.malformed");
  EXPECT_EQ(Key::from_ec_public(wide, y).error().id, "key.malformed");
  EXPECT_EQ(Key::from_ec_public({}, {}).error().id, "key.malformed");
}

struct GcmExample {
  ContentAlg alg;
  std::string key, iv, plain, associated, cipher_text, tag;
};
// Test cases 1, 4, 13 and 16 of "The Galois/Counter Mode of Operation".
const GcmExample kGcm[] = {
    {ContentAlg::a128gcm, "00000000000000000000000000000000", "000000000000000000000000", "", "",
     "", "58e2fccefa7e3061367f1d57a4e7455a"},
    {ContentAlg::a128gcm, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
     "b525b16aedf5aa0de657ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84"
     "aa051ba30b396a0aac973d58e091",
     "5bc94fbc3221a5db94fae95ae7121a47"},
    {ContentAlg::a256gcm, "0000000000000000000000000000000000000000000000000000000000000000",
     "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {ContentAlg::a256gcm, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
     "b525b16aedf5aa0de657ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b105682"
     "8838c5f61e6393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"}};

std::string text_of(const std::string& hex) {
  const auto bytes = from_hex(hex);
  return {bytes.begin(), bytes.end()};
}

TEST(GcmEdges, TheTestCasesOfItsAuthorsOpen) {
  for (const auto& example : kGcm) {
    const SealedContent sealed{from_hex(example.iv), from_hex(example.cipher_text),
                               from_hex(example.tag)};
    const auto opened = open_content(example.alg, Secret{from_hex(example.key)}, sealed,
                                     text_of(example.associated));
    ASSERT_TRUE(opened) << example.tag;
    EXPECT_EQ(to_hex(*opened), example.plain);
  }
}

// Every bit of the tag counts, and so does its length: a short one would be guessed.
TEST(GcmEdges, TagsAreWholeAndRight) {
  for (const auto& example : kGcm) {
    const Secret key{from_hex(example.key)};
    const SealedContent good{from_hex(example.iv), from_hex(example.cipher_text),
                             from_hex(example.tag)};
    const auto associated = text_of(example.associated);
    for (std::size_t bit = 0; bit < 128; ++bit) {
      auto bad = good;
      bad.tag[bit / 8] = static_cast<std::uint8_t>(bad.tag[bit / 8] ^ (1U << (bit % 8)));
      EXPECT_FALSE(open_content(example.alg, key, bad, associated)) << bit;
    }
    for (const std::size_t size : {0, 1, 4, 8, 12, 13, 14, 15, 17, 32}) {
      auto bad = good;
      bad.tag.resize(size, 0);
      EXPECT_FALSE(open_content(example.alg, key, bad, associated)) << size;
    }
    for (const auto& tag : {Bytes(16, 0), Bytes(16, 0xff)}) {
      auto bad = good;
      bad.tag = tag;
      EXPECT_FALSE(open_content(example.alg, key, bad, associated));
    }
  }
}

// RFC 7518 5.3: 96 bits of iv, and a key of the algorithm's own length.
TEST(GcmEdges, LengthsAreThoseOfTheAlgorithm) {
  for (const auto& example : kGcm) {
    const auto key = from_hex(example.key);
    const SealedContent good{from_hex(example.iv), from_hex(example.cipher_text),
                             from_hex(example.tag)};
    const auto associated = text_of(example.associated);
    for (const std::size_t size : {0, 1, 8, 11, 13, 16, 32}) {
      auto bad = good;
      bad.iv.resize(size, 0);
      EXPECT_FALSE(open_content(example.alg, Secret{key}, bad, associated)) << size;
    }
    for (const std::size_t size : {0, 15, 24, 33}) {
      auto other = key;
      other.resize(size, 0);
      EXPECT_FALSE(open_content(example.alg, Secret{other}, good, associated)) << size;
    }
    auto longer = good;
    longer.cipher_text.push_back(0);
    EXPECT_FALSE(open_content(example.alg, Secret{key}, longer, associated));
    EXPECT_FALSE(open_content(example.alg, Secret{key}, good, associated + std::string(1, '\0')));
  }
}

}  // namespace
}  // namespace tessera::crypto
