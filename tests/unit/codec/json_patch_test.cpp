#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json_patch.hpp>

namespace tessera::codec {
namespace {

boost::json::object document() {
  return boost::json::parse(R"({"name":"Portal","uris":["a","b"],"more":{"x":1}})").as_object();
}

std::string patched(std::string_view patch) {
  const auto result = apply_json_patch(document(), patch);
  return result ? boost::json::serialize(*result) : result.error().id;
}

std::string merged(std::string_view patch) {
  const auto result = apply_merge_patch(document(), patch);
  return result ? boost::json::serialize(*result) : result.error().id;
}

bool same(const std::string& a, std::string_view b) {
  return boost::json::parse(a) == boost::json::parse(b);
}

TEST(JsonPatch, EachOperation) {  // RFC 6902 4
  EXPECT_TRUE(same(patched(R"([{"op":"add","path":"/uris/-","value":"c"}])"),
                   R"({"name":"Portal","uris":["a","b","c"],"more":{"x":1}})"));
  EXPECT_TRUE(same(patched(R"([{"op":"remove","path":"/more/x"}])"),
                   R"({"name":"Portal","uris":["a","b"],"more":{}})"));
  EXPECT_TRUE(same(patched(R"([{"op":"replace","path":"/name","value":"P"}])"),
                   R"({"name":"P","uris":["a","b"],"more":{"x":1}})"));
  EXPECT_TRUE(same(patched(R"([{"op":"move","from":"/more","path":"/less"}])"),
                   R"({"name":"Portal","uris":["a","b"],"less":{"x":1}})"));
  EXPECT_TRUE(same(patched(R"([{"op":"copy","from":"/name","path":"/title"}])"),
                   R"({"name":"Portal","title":"Portal","uris":["a","b"],"more":{"x":1}})"));
  EXPECT_TRUE(same(patched(R"([{"op":"test","path":"/name","value":"Portal"}])"),
                   R"({"name":"Portal","uris":["a","b"],"more":{"x":1}})"));
}

TEST(JsonPatch, ATestThatFailsChangesNothing) {  // RFC 6902 5
  EXPECT_EQ(patched(R"([{"op":"replace","path":"/name","value":"P"},
                        {"op":"test","path":"/name","value":"Portal"}])"),
            "patch.test_failed");
}

TEST(JsonPatch, WhatIsNoPatch) {
  for (const auto* patch :
       {R"({"op":"add"})", R"([{"op":"add","path":"/a"}])", R"([{"op":"grow","path":"/a"}])",
        R"([{"op":"remove","path":"/nothing"}])", R"([{"op":"add","path":"a","value":1}])",
        R"([{"op":"replace","path":"/uris/7","value":1}])", R"([1])", R"([{"path":"/a"}])",
        R"([{"op":"replace","path":"","value":[]}])"})
    EXPECT_EQ(patched(patch), "patch.malformed") << patch;
  EXPECT_NE(patched("[{").find("json"), std::string::npos);
}

TEST(JsonPatch, TheNumberOfOperationsAndTheResultAreBounded) {
  std::string many = "[";
  for (std::size_t i = 0; i <= kMostPatchOperations; ++i)
    many += std::string(i == 0 ? "" : ",") + R"({"op":"test","path":"/name","value":"Portal"})";
  EXPECT_EQ(patched(many + "]"), "patch.malformed");
  std::string doubled = R"([{"op":"add","path":"/a","value":[1]})";
  for (int i = 0; i < 100; ++i) doubled += R"(,{"op":"copy","from":"/a","path":"/a/-"})";
  EXPECT_EQ(patched(doubled + "]"), "patch.malformed");
}

TEST(MergePatch, Members) {  // RFC 7396 2
  EXPECT_TRUE(same(merged(R"({"name":"P","more":null,"new":{"y":null,"z":1}})"),
                   R"({"name":"P","uris":["a","b"],"new":{"z":1}})"));
  EXPECT_TRUE(
      same(merged(R"({"uris":["c"]})"), R"({"name":"Portal","uris":["c"],"more":{"x":1}})"));
  EXPECT_EQ(merged("[]"), "patch.malformed");
}

}  // namespace
}  // namespace tessera::codec
