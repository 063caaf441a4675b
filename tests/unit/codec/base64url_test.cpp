#include <gtest/gtest.h>

#include <tessera/base/random.hpp>
#include <tessera/codec/base64url.hpp>

namespace tessera::codec {
namespace {

TEST(Base64, MatchesRfc4648) {
  const std::pair<std::string_view, std::string> vectors[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), text);
    EXPECT_EQ(from_base64(text), to_bytes(plain));
  }
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff, 0xfe}), "-__-");
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff, 0xfe}), "+//+");
  EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
}

TEST(Base64, EverySizeRoundTrips) {
  SeededRandom random{1};
  for (std::size_t size = 0; size < 70; ++size) {
    const auto bytes = random.bytes(size);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base32(to_base32(bytes)), bytes);
  }
}

TEST(Base64, OneValueHasOneText) {
  EXPECT_TRUE(from_base64url("Zg"));
  for (const auto* text :
       {"Zh", "Z", "Zg==", "Zg=", "Zm9vY", "Zm 9v", "Zm9v\n", "Zm+v", "Zm/v", "Zm.v"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
  for (const auto* text : {"Zg", "Zg=", "Zh==", "Zg===", "====", "Zg==Zg==", "=Zg=", "Zm-v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const auto* text : {"M", "MZX", "MZXW6Y", "mzxw6", "MZ======", "MZXW6YTBOJ", "M1"}) {
    EXPECT_FALSE(from_base32(text)) << text;
  }
}

}  // namespace
}  // namespace tessera::codec
