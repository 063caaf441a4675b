// What Microsoft Entra ID and Okta say when they provision, in the forms that their documentation
// gives and their oddities.
#include "tests/integration/scim/fixture.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::string_view kEnterprise =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

TEST_F(ScimTest, AConversationWithEntra) {
  // "Test connection": somebody who does not exist.
  const auto nobody = get("/Users?filter=userName+eq+%22d4f7c1a0-0000-4000-8000-000000000000%22");
  EXPECT_EQ(nobody.status, 200);
  EXPECT_EQ(parsed(nobody).at("totalResults"), 0);
  EXPECT_EQ(parsed(nobody).at("Resources").as_array().size(), 0u);

  const auto boss = add_user("boss@city.example");
  const auto made = post("/Users", R"({
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
      "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userName": "Ada.Lindqvist@city.example",
      "active": true, "displayName": "Ada Lindqvist",
      "emails": [{"primary": true, "type": "work", "value": "ada@city.example"}],
      "meta": {"resourceType": "User"},
      "name": {"formatted": "Ada Lindqvist", "familyName": "Lindqvist", "givenName": "Ada"},
      "roles": []})");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto user = "/Users/" + codec::text_of(parsed(made), "id");
  const auto found = parsed(get("/Users?filter=userName+eq+%22ada.lindqvist%40CITY.example%22"));
  EXPECT_EQ(found.at("totalResults"), 1);

  // Operations in capitals, dotted paths, booleans in quotes, values that do not exist yet, a
  // manager in a list, extensions that are unknown.
  const auto changed = patch(user, R"([
      {"op": "Replace", "path": "name.familyName", "value": "Okafor"},
      {"op": "Add", "path": "emails[type eq \"home\"].value", "value": "ada@home.example"},
      {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "okafor@city.example"},
      {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+44 20 7946 0001"},
      {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
       "value": "Tax office"},
      {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
       "value": [{"$ref": "http://elsewhere", "value": ")" +
                                       boss + R"("}]},
      {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:CustomExtension:2.0:User:tag",
       "value": "x"},
      {"op": "Add", "value": {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":
                              "701984", "title": "Clerk", "name.givenName": "Adele"}}])");
  ASSERT_EQ(changed.status, 200) << changed.body;
  const json::value now = parsed(changed);
  EXPECT_EQ(now.at("name").at("familyName"), "Okafor");
  EXPECT_EQ(now.at("name").at("givenName"), "Adele");
  EXPECT_EQ(now.at("emails").as_array().size(), 2u);
  EXPECT_EQ(now.at("emails").at(0).at("value"), "okafor@city.example");
  EXPECT_EQ(now.at("emails").at(1).at("type"), "home");
  EXPECT_EQ(now.at("phoneNumbers").at(0).at("value"), "+44 20 7946 0001");
  EXPECT_EQ(now.at(kEnterprise).at("department"), "Tax office");
  EXPECT_EQ(now.at(kEnterprise).at("employeeNumber"), "701984");
  EXPECT_EQ(codec::text_of(now.at(kEnterprise).at("manager").as_object(), "value"), boss);
  EXPECT_EQ(now.at("title"), "Clerk");
  EXPECT_FALSE(
      now.as_object().contains("urn:ietf:params:scim:schemas:extension:CustomExtension:2.0:User"));

  EXPECT_EQ(
      parsed(patch(user, R"([{"op":"Replace","path":"active","value":"False"}])")).at("active"),
      false);
  EXPECT_EQ(
      parsed(patch(user, R"([{"op":"Replace","path":"active","value":"True"}])")).at("active"),
      true);
  EXPECT_EQ(patch(user, R"([{"op":"Remove","path":"title"}])").status, 200);
  EXPECT_EQ(text_at(user, "/title"), "");

  open_roles({"staff"});
  const auto list =
      parsed(get("/Groups?excludedAttributes=members&filter=displayName+eq+%22staff%22"));
  ASSERT_EQ(list.at("totalResults"), 1);
  const auto group = "/Groups/" + codec::text_of(list.at("Resources").at(0).as_object(), "id");
  const auto id = codec::text_of(now.as_object(), "id");
  EXPECT_EQ(patch(group, R"([{"op":"Add","path":"members","value":[{"$ref":null,"value":")" + id +
                             R"("}]}])")
                .status,
            200);
  EXPECT_EQ(parsed(get(group)).at("members").as_array().size(), 1u);
  EXPECT_EQ(
      patch(group, R"([{"op":"Remove","path":"members","value":[{"value":")" + id + R"("}]}])")
          .status,
      200);
  EXPECT_EQ(parsed(get(group)).at("members").as_array().size(), 0u);
  EXPECT_EQ(send({.method = http::Method::del, .target = user}).status, 204);
}

TEST_F(ScimTest, AConversationWithOkta) {
  EXPECT_EQ(get("/ServiceProviderConfig").status, 200);
  EXPECT_EQ(parsed(get("/Users?startIndex=1&count=2")).at("totalResults"), 0);
  EXPECT_EQ(
      parsed(get("/Users?filter=userName%20eq%20%22ben%40city.example%22&startIndex=1&count=100"))
          .at("totalResults"),
      0);
  const auto made = post("/Users", R"({
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ben@city.example",
      "name": {"givenName": "Ben", "familyName": "Okafor"},
      "emails": [{"primary": true, "value": "ben@city.example", "type": "work"}],
      "displayName": "Ben Okafor", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7",
      "groups": [], "password": "1mz050nq", "active": true})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.body.find("1mz050nq"), std::string::npos);
  const auto user = "/Users/" + codec::text_of(parsed(made), "id");

  // Okta reads, changes, and puts everything back, with what is read-only.
  auto whole = parsed(get(user));
  whole["name"].as_object()["familyName"] = "Adeyemi";
  whole["groups"] = json::array{json::object{{"value", "x"}, {"display", "role_admin"}}};
  whole["meta"].as_object()["version"] = "W/\"999\"";
  whole["id"] = "someone-else";
  const auto changed = put(user, json::serialize(whole));
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(parsed(changed).at("name").at("familyName"), "Adeyemi");
  EXPECT_FALSE(parsed(changed).contains("groups"));
  EXPECT_EQ("/Users/" + codec::text_of(parsed(changed), "id"), user);

  const auto left = patch(user, R"([{"op":"replace","value":{"active":false}}])");
  EXPECT_EQ(parsed(left).at("active"), false);
  // A PUT without active does not bring anybody back.
  EXPECT_EQ(parsed(put(user, R"({"userName":"ben@city.example"})")).at("active"), false);
  EXPECT_EQ(parsed(patch(user, R"([{"op":"replace","value":{"active":true}}])")).at("active"),
            true);

  open_roles({"staff"});
  EXPECT_EQ(post("/Groups", R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],
                                "displayName":"Everyone","members":[]})")
                .status,
            403);
  const auto groups = parsed(get("/Groups?startIndex=1&count=100"));
  EXPECT_EQ(groups.at("totalResults"), 1);
  const auto group = "/Groups/" + codec::text_of(groups.at("Resources").at(0).as_object(), "id");
  const auto id = codec::text_of(parsed(changed), "id");
  EXPECT_EQ(patch(group, R"([{"op":"replace","value":{"id":"x","displayName":"staff"}},
      {"op":"add","path":"members","value":[{"value":")" +
                             id + R"(","display":"ben@city.example"}]}])")
                .status,
            200);
  EXPECT_EQ(
      patch(group, R"([{"op":"remove","path":"members[value eq \")" + id + R"(\"]"}])").status,
      200);
  EXPECT_EQ(parsed(get(group)).at("members").as_array().size(), 0u);
}

}  // namespace
}  // namespace tessera::endpoints
