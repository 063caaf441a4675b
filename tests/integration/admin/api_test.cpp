// What somebody tries over the admin API who may not, and how it takes and pages what it is given.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;

class AdminApiTest : public AdminTest {};

TEST_F(AdminApiTest, ATokenReachesNoFurtherThanItsScopes) {
  grant(officer_, "client_admin");
  EXPECT_EQ(send_as(officer_, {.target = "/clients"}).status, 200);
  scopes_ = {"admin:clients.write"};
  EXPECT_EQ(send_as(officer_, {.target = "/clients"}).status, 403);
  scopes_ = {"admin:people.read"};
  EXPECT_EQ(send_as(officer_, {.target = "/people"}).status, 403);
}

TEST_F(AdminApiTest, InsidersMeetTheRules) {
  grant(officer_, "role_admin");
  const auto grant_body = [](const Uuid& person, const std::string& role) {
    return R"({"person":")" + to_string(person) + R"(","role":")" + role +
           R"(","reason":"because"})";
  };
  const auto attempt = [&](const Uuid& person, const std::string& role) {
    const auto response = send_as(
        officer_,
        {.method = http::Method::post, .target = "/role-grants", .body = grant_body(person, role)});
    return std::to_string(response.status) + response.body;
  };
  EXPECT_THAT(attempt(officer_, "registrar"), ::testing::StartsWith("403")) << "to himself";
  EXPECT_THAT(attempt(clerk_, "role_admin"), ::testing::HasSubstr("role_grant.power"));
  EXPECT_THAT(attempt(citizen_, "registrar"), ::testing::HasSubstr("role_grant.not_staff"));
  EXPECT_THAT(attempt(clerk_, "client_admin"), ::testing::StartsWith("201"));
  EXPECT_EQ(send_as(officer_, {.target = "/people/" + to_string(officer_)}).status, 403)
      << "own record";
}

TEST_F(AdminApiTest, PagesFollowEachOther) {
  const auto first = send({.target = "/people?page_size=2"});
  const auto token = std::string(parsed(first).at("next_page_token").as_string());
  EXPECT_EQ(header(first, "Link"),
            "</api/admin/v1/people?page_size=2&page_token=" + token + ">; rel=\"next\"");
  const auto second = parsed(send({.target = "/people?page_size=2&page_token=" + token}));
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_FALSE(second.contains("next_page_token"));
}

TEST_F(AdminApiTest, AChangeMeanwhileIsRefused) {
  const auto path = "/units/" + to_string(access::kRootUnit);
  const auto tag = header(send({.target = path}), "ETag");
  const auto rename = [&](const std::string& tag_to_send) {
    return send({.method = http::Method::patch,
                 .target = path,
                 .body = R"({"name":"New"})",
                 .headers = {{"if-match", tag_to_send}}})
        .status;
  };
  EXPECT_EQ(rename(tag), 200);
  EXPECT_EQ(rename(tag), 412);
  EXPECT_EQ(rename("nonsense"), 412);
  EXPECT_EQ(rename("*"), 200);
}

// RFC 6902, RFC 7396: what a patch leaves goes the way of a replacement.
TEST_F(AdminApiTest, APatchChangesWhatItNames) {
  const auto made = send({.method = http::Method::post,
                          .target = "/roles",
                          .body = R"({"name":"reader","title":"Reader",
                                      "permissions":["client.read"],"parents":["staff"]})"});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto patch = [&](const std::string& type, const std::string& body,
                         const std::string& match = "*") {
    return send({.method = http::Method::patch,
                 .target = "/roles/reader",
                 .body = body,
                 .headers = {{"content-type", type}, {"if-match", match}}});
  };
  const std::string steps = "application/json-patch+json", merge = "application/merge-patch+json";
  const auto added = patch(steps, R"([{"op":"test","path":"/title","value":"Reader"},
                       {"op":"add","path":"/permissions/-","value":"role.read"}])");
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(parsed(added).at("permissions").as_array().size(), 2U);
  EXPECT_EQ(parsed(added).at("parents").as_array().size(), 1U) << "what it does not name stays";
  const auto tag = header(added, "ETag");
  const auto merged = patch(merge, R"({"title":"Reads","parents":null})", tag);
  ASSERT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(parsed(merged).at("title"), "Reads");
  EXPECT_TRUE(parsed(merged).at("parents").as_array().empty());
  EXPECT_EQ(patch(merge, R"({"title":"Late"})", tag).status, 412);
  EXPECT_EQ(patch(steps, R"([{"op":"test","path":"/title","value":"Reader"}])").status, 409);
  EXPECT_EQ(patch(merge, R"({"builtin":true})").status, 400) << "mass assignment";
  EXPECT_EQ(patch(steps, R"([{"op":"replace","path":"/closure","value":[]}])").status, 400);
  EXPECT_EQ(patch("text/plain", "{}").status, 422);
  EXPECT_EQ(parsed(send({.target = "/roles/reader"})).at("title"), "Reads");
}

TEST_F(AdminApiTest, WrongInputIsNamed) {
  const auto wrong = send({.method = http::Method::post,
                           .target = "/role-grants",
                           .body = R"({"person":"x","role":7,"reason":"because","colour":"red"})"});
  EXPECT_EQ(wrong.status, 400);
  for (const auto* pointer : {"/person", "/role", "/colour"})
    EXPECT_NE(wrong.body.find(pointer), std::string::npos) << pointer;
  EXPECT_EQ(send({.target = "/people?page_size=0"}).status, 400);
  EXPECT_EQ(send({.target = "/people?colour=red"}).status, 400);
  EXPECT_EQ(send({.target = "/people/nobody"}).status, 404);
  EXPECT_EQ(send({.method = http::Method::post, .target = "/units", .body = "[]"}).status, 400);
}

}  // namespace
}  // namespace tessera::endpoints
