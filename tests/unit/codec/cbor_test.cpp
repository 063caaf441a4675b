#include <tessera/codec/cbor.hpp>

#include <gtest/gtest.h>

#include "tests/unit/crypto/from_hex.hpp"

namespace tessera::codec {
namespace {

using Kind = Cbor::Kind;

std::string refusal(const std::string& hex) {
  const auto bytes = from_hex(hex);
  const auto item = parse_cbor(bytes);
  return item ? "" : item.error().id;
}

TEST(Cbor, ReadsTheExamplesOfRfc8949) {
  const std::pair<std::string, std::int64_t> numbers[] = {{"00", 0},
                                                          {"17", 23},
                                                          {"1818", 24},
                                                          {"1903e8", 1000},
                                                          {"1a000f4240", 1000000},
                                                          {"1b000000e8d4a51000", 1000000000000},
                                                          {"20", -1},
                                                          {"3863", -100},
                                                          {"3903e7", -1000}};
  for (const auto& [hex, value] : numbers) {
    const auto bytes = from_hex(hex);
    const auto item = parse_cbor(bytes);
    ASSERT_TRUE(item) << hex;
    EXPECT_TRUE(item->is(Kind::integer));
    EXPECT_EQ(item->integer, value);
  }
  const auto map = from_hex("a26161016162820203");  // {"a": 1, "b": [2, 3]}
  const auto item = parse_cbor(map);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->map_size(), 2u);
  EXPECT_EQ(item->find("a", Kind::integer)->integer, 1);
  const auto* list = item->find("b", Kind::array);
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->items.at(1).integer, 3);
  EXPECT_EQ(to_hex(list->raw), "820203");
  EXPECT_EQ(item->find("a", Kind::text), nullptr);
  EXPECT_EQ(item->find("c", Kind::integer), nullptr);
  EXPECT_EQ(item->find(1, Kind::integer), nullptr);
}

TEST(Cbor, WhatFollowsAnItemIsLeftToTheCaller) {
  const auto bytes = from_hex("4401020304f5");
  BytesView rest = bytes;
  const auto item = take_cbor(rest);
  ASSERT_TRUE(item);
  EXPECT_EQ(to_hex(item->string), "01020304");
  EXPECT_EQ(to_hex(rest), "f5");
  EXPECT_EQ(refusal("4401020304f5"), "cbor.malformed");
}

TEST(Cbor, LengthsMustFitWhatIsThere) {
  for (const auto* bad :
       {"", "18", "1900", "41", "5a10000000", "9a10000000", "ba10000000", "9bffffffffffffffff",
        "bb7fffffffffffffff", "a1", "a101", "8201", "7a00000001", "5bffffffffffffffff"}) {
    EXPECT_EQ(refusal(bad), "cbor.malformed") << bad;
  }
}

TEST(Cbor, OnlyDefiniteLengths) {
  for (const auto* bad : {"5f42010243030405ff", "9f0102ff", "bf6161019f0203ffff", "7f61616162ff",
                          "ff", "1c", "3f", "fc"}) {
    EXPECT_EQ(refusal(bad), "cbor.malformed") << bad;
  }
}

TEST(Cbor, TypesThatNoAuthenticatorNeedsAreRefused) {
  for (const auto* bad : {"c11a514b67b0",        // a tag
                          "f93c00",              // a float
                          "f7",                  // undefined
                          "e0",                  // a simple value
                          "1bffffffffffffffff",  // beyond 64 bits
                          "3bffffffffffffffff", "a1410101", "a1f501", "a18001"}) {  // keys
    EXPECT_EQ(refusal(bad), "cbor.unsupported") << bad;
  }
}

TEST(Cbor, KeysOccurOnceHoweverTheyAreWritten) {
  EXPECT_EQ(refusal("a201010102"), "cbor.duplicate");
  EXPECT_EQ(refusal("a20101180102"), "cbor.duplicate");
  EXPECT_EQ(refusal("a2616101616102"), "cbor.duplicate");
  EXPECT_EQ(refusal("a3616101026161616102"), "cbor.duplicate");
  EXPECT_EQ(refusal("a20101613102"), "");  // 1 and "1"
  EXPECT_EQ(refusal("a201012002"), "");    // 1 and -1
}

TEST(Cbor, TextIsUtf8) {
  EXPECT_EQ(refusal("62c3bc"), "");
  EXPECT_EQ(refusal("61ff"), "cbor.malformed");
  EXPECT_EQ(refusal("62c080"), "cbor.malformed");
}

TEST(Cbor, DepthAndSizeEnd) {
  EXPECT_EQ(refusal("8181818181818101"), "");
  EXPECT_EQ(refusal("818181818181818101"), "cbor.too_deep");
  EXPECT_EQ(refusal("a101a101a101a101a101a101a101a10101"), "cbor.too_deep");
  Bytes big(kMaxCborBytes + 1, 0);
  big[0] = 0x59;
  EXPECT_EQ(parse_cbor(big).error().id, "cbor.too_large");
  big.resize(kMaxCborBytes);
  big[1] = 0x3f;
  big[2] = 0xfd;
  EXPECT_TRUE(parse_cbor(big));
}

TEST(Cbor, AMapOfManyKeysCostsNoSquareOfThem) {
  Bytes map{0xb9, 0x14, 0x00};  // 5120 pairs of three bytes each, all keys equal but for the last
  for (int i = 0; i < 5120; ++i) {
    map.push_back(0x18);
    map.push_back(static_cast<std::uint8_t>(i));
    map.push_back(0x00);
  }
  EXPECT_EQ(parse_cbor(map).error().id, "cbor.duplicate");
}

}  // namespace
}  // namespace tessera::codec
