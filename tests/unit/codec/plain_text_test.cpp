// What text that people decide by may not contain.
#include <gtest/gtest.h>

#include <tessera/codec/plain_text.hpp>

namespace tessera::codec {
namespace {

TEST(PlainText, OfManyScriptsIsPlain) {
  for (const auto* text : {"", "Parken in Nordhafen – 2026", "Größe", "пропуск", "تصريح", "駐車場",
                           "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE2\x81\xAA"})
    EXPECT_TRUE(is_plain_text(text)) << text;
}

TEST(PlainText, ThatSteersTheDirectionIsNot) {
  for (const auto* text :
       {"\xD8\x9C", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6",
        "\xE2\x81\xA9", "a\xE2\x80\xA2\xE2\x80\xAE", "12 \xE2\x80\xAE\x30\x30"}) {
    EXPECT_TRUE(steers_direction(text));
    EXPECT_FALSE(is_plain_text(text));
  }
}

TEST(PlainText, ThatLooksLikeALinkIsFound) {
  for (const auto* text : {"http://a", "HTTPS://x", "see www.example.org", "WwW.x", "a://b"})
    EXPECT_TRUE(looks_like_link(text)) << text;
  for (const auto* text : {"", "Dr. A. Berg", "www", "wwx.", "Anna: B", "//"})
    EXPECT_FALSE(looks_like_link(text)) << text;
}

TEST(PlainText, IsShortenedBetweenCharacters) {
  EXPECT_EQ(shorten("Größe", 20), "Größe");
  EXPECT_EQ(shorten("Größe", 4), "Grö");
  EXPECT_EQ(shorten("Größe", 3), "Gr");
  EXPECT_EQ(shorten("駐車場", 8), "駐車");
  EXPECT_EQ(shorten("\xF0\x9F\x9A\x97", 3), "");
}

TEST(PlainText, WithControlCharactersIsNot) {
  for (const auto* text : {"a\nb", "\t", "\x7F", "\x1B[0m", "\xC2\x85"}) {
    EXPECT_FALSE(is_plain_text(text));
    EXPECT_FALSE(steers_direction(text));
  }
}

}  // namespace
}  // namespace tessera::codec
