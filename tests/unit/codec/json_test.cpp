#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>

namespace tessera::codec {
namespace {

TEST(Json, ReadsWhatIsValid) {
  const auto object = parse_json_object(R"({"a":[1,{"b":"x:\"y"}],"c":{},"d\":":null})");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->size(), 3u);
  EXPECT_EQ(find_string(*object, "a"), nullptr);
  EXPECT_EQ(find_string(*object, "absent"), nullptr);
}

TEST(Json, ADuplicateMemberIsAnErrorAtAnyDepth) {
  for (const auto* text :
       {R"({"a":1,"a":1})", R"({"x":{"a":1,"b":2,"a":3}})", R"([{"a":1,"\u0061":2}])",
        R"({"a":{"b":1},"a":{"c":":"}})", R"({"alg":"ES256","alg":"none"})"}) {
    EXPECT_EQ(parse_json(text).error().id, "json.duplicate") << text;
  }
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2},{"A":{"a":"a:a"}}])"));
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const auto* text :
       {"", "{", "{}{}", "{} x", "{\"a\":}", "{'a':1}", "[1,]", "nul", "\"\xff\"", "{\"a\":01}",
        "\"\\ud800\"", "/**/1", "NaN", "\xef\xbb\xbf{}"}) {
    EXPECT_EQ(parse_json(text).error().id, "json.malformed") << text;
  }
}

TEST(Json, HasLimits) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
  EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')));
  EXPECT_EQ(parse_json("[1,2,3]", 6).error().code, Errc::too_large);
  EXPECT_EQ(parse_json_object("[]").error().id, "json.not_object");
}

std::string canonical(std::string_view text) {
  return canonical_json(*parse_json(text)).value_or("refused");
}

// RFC 8785 3.2.3: the property order example, which is by UTF-16 code units.
TEST(CanonicalJson, SortsAsRfc8785Says) {
  EXPECT_EQ(
      canonical(
          "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter "
          "Dalet "
          "With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":"
          "\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small "
      "Letter O With "
      "Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter "
      "Dalet With "
      "Dagesh\"}");
}

// RFC 8785 3.2.2.2: short escapes, lower-case hex, nothing else escaped.
TEST(CanonicalJson, WritesStringsAsRfc8785Says) {
  EXPECT_EQ(canonical(R"(["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\u007f"])"),
            "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\x7f\"]");
}

TEST(CanonicalJson, WritesIntegersOnly) {
  EXPECT_EQ(canonical(" [ 1 , -0.0, 1E2, 9007199254740992, true, null, false, {} ] "),
            "[1,0,100,9007199254740992,true,null,false,{}]");
  for (const auto* text :
       {"0.5", "9007199254740993", "-9007199254740993", "1e300", "18446744073709551615"}) {
    EXPECT_EQ(canonical(text), "refused") << text;
  }
}

TEST(CanonicalJson, RefusesStringsThatAreNotUtf8) {
  EXPECT_FALSE(canonical_json(boost::json::value("\xc0\xaf")));
}

TEST(TextOf, IsEmptyForWhatIsNoText) {
  const auto o = parse_json_object(R"({"a":"b","n":1})");
  ASSERT_TRUE(o);
  EXPECT_EQ(text_of(*o, "a"), "b");
  EXPECT_EQ(text_of(*o, "n"), "");
  EXPECT_EQ(text_of(*o, "x"), "");
}

}  // namespace
}  // namespace tessera::codec
