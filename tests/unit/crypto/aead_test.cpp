#include <gtest/gtest.h>

#include <tessera/crypto/aead.hpp>

#include "from_hex.hpp"

namespace tessera::crypto {
namespace {

class Aead : public testing::Test {
 protected:
  SeededRandom random{1};
  Secret key{Bytes(32, 7)};
  Bytes box = seal(key, 0x01020304, as_bytes("Ada Lovelace"), "people.name.42", random);
};

TEST_F(Aead, TheLayoutIsVersionKeyIdNonceTextTag) {
  EXPECT_EQ(box.size(), 1 + 4 + 12 + std::string_view("Ada Lovelace").size() + 16);
  EXPECT_EQ(to_hex(BytesView(box).first(5)), "0101020304");
  EXPECT_EQ(key_id_of(box), 0x01020304u);
}

TEST_F(Aead, OpensWhatItSealed) {
  const auto plain = open(key, box, "people.name.42");
  ASSERT_TRUE(plain);
  EXPECT_EQ(as_text(*plain), "Ada Lovelace");
  const auto empty = open(key, seal(key, 1, {}, "", random), "");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->empty());
}

// Made by another implementation (pyca/cryptography): what is stored must stay readable for ever.
TEST_F(Aead, OpensABoxMadeElsewhere) {
  const auto stored = from_hex(
      "0101020304101112131415161718191a1b8d778b7760f3074e763d7327e9915c"
      "506de0e4e210dcb7915054368c");
  const auto plain = open(key, stored, "people.name.42");
  ASSERT_TRUE(plain);
  EXPECT_EQ(as_text(*plain), "Ada Lovelace");
}

TEST_F(Aead, RefusesEverySingleAlteredByte) {
  for (std::size_t i = 0; i < box.size(); ++i) {
    auto altered = box;
    altered[i] ^= 1;
    EXPECT_FALSE(open(key, altered, "people.name.42")) << i;
  }
}

TEST_F(Aead, RefusesAnotherContextAnotherKeyAndACutBox) {
  EXPECT_EQ(open(key, box, "people.name.43").error().id, "box.altered");
  EXPECT_EQ(open(Secret{Bytes(32, 8)}, box, "people.name.42").error().id, "box.altered");
  for (std::size_t size = 0; size < box.size(); ++size) {
    EXPECT_FALSE(open(key, BytesView(box).first(size), "people.name.42")) << size;
  }
  EXPECT_EQ(key_id_of({}).error().code, Errc::invalid);
}

TEST_F(Aead, EveryBoxHasItsOwnNonce) {
  EXPECT_NE(seal(key, 1, as_bytes("same"), "", random), seal(key, 1, as_bytes("same"), "", random));
}

TEST_F(Aead, AKeyOfAnotherSizeIsAFaultOfTheProgram) {
  EXPECT_THROW((void)seal(Secret{Bytes(16)}, 1, {}, "", random), std::logic_error);
}

}  // namespace
}  // namespace tessera::crypto
