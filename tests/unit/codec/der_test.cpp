#include <tessera/codec/der.hpp>

#include <gtest/gtest.h>

#include "tests/unit/crypto/from_hex.hpp"

namespace tessera::codec {
namespace {

bool is_read(const std::string& hex) {
  const auto bytes = from_hex(hex);
  BytesView rest = bytes;
  return take_der(rest).has_value();
}

TEST(Der, ReadsTagsLengthsAndContents) {
  const auto bytes = from_hex(
      "bf853e03020100"
      "0400");  // [702] { INTEGER 0 }, OCTET STRING
  BytesView rest = bytes;
  const auto element = take_der(rest);
  ASSERT_TRUE(element);
  EXPECT_TRUE(element->is_context(702));
  EXPECT_EQ(to_hex(element->content), "020100");
  EXPECT_EQ(to_hex(rest), "0400");
  BytesView inner = element->content;
  EXPECT_EQ(der_number(*take_der(inner)), 0);
  EXPECT_TRUE(unwrap_der(rest, kDerOctetString));
  EXPECT_FALSE(unwrap_der(rest, kDerSequence));
  EXPECT_FALSE(unwrap_der(bytes, kDerOctetString));
}

TEST(Der, OneElementHasOneForm) {
  EXPECT_TRUE(is_read("0401ff"));
  for (const auto* bad : {"", "04", "0402ff", "0480ff0000", "048101ff", "04820001ff",
                          "0485000000000100", "1f", "1f8000", "1f1e00", "1f818181", "04ff"}) {
    EXPECT_FALSE(is_read(bad)) << bad;
  }
}

TEST(Der, NumbersAreSmallAndNotNegative) {
  const std::pair<std::string, std::optional<std::int64_t>> cases[] = {
      {"02012a", 42},
      {"0a0101", 1},
      {"02020080", 128},
      {"0201ff", std::nullopt},
      {"02020001", std::nullopt},
      {"0200", std::nullopt},
      {"0209010000000000000000", std::nullopt},
      {"040101", std::nullopt}};
  for (const auto& [hex, value] : cases) {
    const auto bytes = from_hex(hex);
    BytesView rest = bytes;
    EXPECT_EQ(der_number(*take_der(rest)), value) << hex;
  }
}

}  // namespace
}  // namespace tessera::codec
