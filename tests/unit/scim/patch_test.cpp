// RFC 7644 3.5.2, and what known clients make of it.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/scim/patch.hpp>

#include "scim/user_resource.hpp"

namespace tessera::scim {
namespace {

namespace json = boost::json;

json::object ada() {
  return json::parse(R"({"userName":"ada","active":true,"name":{"givenName":"Ada"},
      "emails":[{"type":"work","value":"w","primary":true},{"type":"home","value":"h"}]})")
      .as_object();
}

Result<json::object> applied(const std::string& operations) {
  const auto request = json::parse(R"({"operations":)" + operations + "}").as_object();
  return apply_patch(ada(), request, user_patch_rules());
}

// What an operation leaves of one member, or the scimType that refuses it.
std::string left(const std::string& operation, std::string_view member) {
  const auto done = applied("[" + operation + "]");
  if (!done) return done.error().id;
  const auto* found = done->if_contains(member);
  return found == nullptr ? "absent" : json::serialize(*found);
}

TEST(ScimPatch, SingleValues) {
  EXPECT_EQ(left(R"({"op":"add","path":"title","value":"x"})", "title"), R"("x")");
  EXPECT_EQ(left(R"({"op":"REPLACE","path":"username","value":"b"})", "userName"), R"("b")");
  EXPECT_EQ(left(R"({"op":"remove","path":"name"})", "name"), "absent");
  EXPECT_EQ(left(R"({"op":"remove","path":"name.givenName"})", "name"), "absent");
  EXPECT_EQ(left(R"({"op":"replace","path":"name","value":{"familyName":"L"}})", "name"),
            R"({"givenName":"Ada","familyName":"L"})");
  EXPECT_EQ(
      left(R"({"op":"add","value":{"name.familyName":"L","NAME":{"givenName":"B"}}})", "name"),
      R"({"givenName":"B","familyName":"L"})");
}

TEST(ScimPatch, ManyValues) {
  EXPECT_EQ(left(R"({"op":"add","path":"emails","value":[{"type":"home","value":"h"}]})", "emails"),
            json::serialize(ada().at("emails")))
      << "what is there is not added twice";
  EXPECT_EQ(
      left(R"({"op":"add","path":"emails","value":{"value":"n","primary":true}})", "emails"),
      R"([{"type":"work","value":"w"},{"type":"home","value":"h"},{"value":"n","primary":true}])")
      << "one primary value";
  EXPECT_EQ(left(R"({"op":"replace","path":"emails","value":[{"value":"n"}]})", "emails"),
            R"([{"value":"n"}])");
  EXPECT_EQ(left(R"({"op":"remove","path":"emails[type eq \"home\"]"})", "emails"),
            R"([{"type":"work","value":"w","primary":true}])");
  EXPECT_EQ(
      left(R"({"op":"replace","path":"emails[type eq \"home\"].value","value":"n"})", "emails"),
      R"([{"type":"work","value":"w","primary":true},{"type":"home","value":"n"}])");
  EXPECT_EQ(left(R"({"op":"replace","path":"emails[type eq \"home\"]","value":{"primary":true}})",
                 "emails"),
            R"([{"type":"work","value":"w"},{"type":"home","value":"h","primary":true}])");
  EXPECT_EQ(left(R"({"op":"remove","path":"emails","value":[{"value":"w"}]})", "emails"),
            R"([{"type":"home","value":"h"}])");
  EXPECT_EQ(left(R"({"op":"remove","path":"emails"})", "emails"), "[]");
}

TEST(ScimPatch, AValueThatTheFilterDescribesIsMade) {
  EXPECT_EQ(left(R"({"op":"add","path":"phoneNumbers[type eq \"mobile\"].value","value":"1"})",
                 "phoneNumbers"),
            R"([{"type":"mobile","value":"1"}])");
  EXPECT_EQ(
      left(
          R"({"op":"replace","path":"emails[type ne \"work\" and type ne \"home\"].value","value":"1"})",
          "emails"),
      "noTarget");
  EXPECT_EQ(left(R"({"op":"remove","path":"emails[type eq \"x\"]"})", "emails"),
            json::serialize(ada().at("emails")));
}

TEST(ScimPatch, WhatIsRefused) {
  for (const auto& [operation, type] : std::vector<std::pair<std::string, std::string>>{
           {R"({"op":"move","path":"title"})", "invalidSyntax"},
           {R"({"path":"title","value":"x"})", "invalidSyntax"},
           {"7", "invalidSyntax"},
           {R"({"op":"add","path":"a b","value":"x"})", "invalidPath"},
           {R"({"op":"add","path":7,"value":"x"})", "invalidPath"},
           {R"({"op":"add","path":"title[value eq 1]","value":"x"})", "invalidPath"},
           {R"({"op":"add","path":"title"})", "invalidValue"},
           {R"({"op":"add","value":"x"})", "invalidValue"},
           {R"({"op":"remove"})", "noTarget"},
           {R"({"op":"replace","path":"phoneNumbers.value","value":"1"})", "noTarget"},
           {R"({"op":"add","path":"id","value":"x"})", "mutability"},
           {R"({"op":"remove","path":"META"})", "mutability"}})
    EXPECT_EQ(left(operation, "title"), type) << operation;
  EXPECT_FALSE(applied("[]"));
  EXPECT_FALSE(applied("7"));
  std::string many = "[";
  for (int i = 0; i < 201; ++i)
    many += std::string(i ? "," : "") + R"({"op":"add","path":"title","value":"x"})";
  EXPECT_EQ(applied(many + "]").error().id, "tooMany");
}

TEST(ScimPatch, AllOrNothing) {
  EXPECT_FALSE(applied(R"([{"op":"add","path":"title","value":"x"},{"op":"remove"}])"));
}

TEST(ScimUser, ReadsWhatClientsWrite) {
  const auto read = [](const std::string& text) {
    return read_user(json::parse(text).as_object());
  };
  EXPECT_FALSE(read(R"({"userName":"a","active":"False"})")->active);
  EXPECT_TRUE(read(R"({"USERNAME":"a"})")->active);
  EXPECT_EQ(read(R"({"userName":"a","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                     {"employeeNumber":17,"manager":{"value":""}}})")
                ->employee_number,
            "17");
  EXPECT_FALSE(read(R"({"userName":"a","active":1})"));
  EXPECT_FALSE(read(R"({"userName":"a","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                        {"manager":{"value":"boss"}}})"));
  EXPECT_FALSE(read(R"({"userName":"a","emails":[)" + [] {
    std::string list = R"({"value":"x"})";
    for (int i = 0; i < 30; ++i) list += R"(,{"value":"x"})";
    return list;
  }() + "]}"));
}

TEST(ScimUser, TheDepartmentChoosesAUnitOfTheConnection) {
  const Uuid city{{1}}, tax{{2}}, twin{{3}};
  Connection connection{.unit = city, .units = {{city, "City"}, {tax, "Tax"}, {twin, "Twin"}}};
  EXPECT_EQ(decide_unit("TAX", connection), tax);
  EXPECT_EQ(decide_unit(to_string(tax), connection), tax);
  EXPECT_EQ(decide_unit("Port", connection), city);
  EXPECT_EQ(decide_unit("", connection), city);
  connection.units.push_back({Uuid{{4}}, "twin"});
  EXPECT_EQ(decide_unit("Twin", connection), city) << "which one?";
}

}  // namespace
}  // namespace tessera::scim
