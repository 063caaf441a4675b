// /Users: RFC 7644 3.3 to 3.6, 3.12, 3.14, and what a client may not do.
#include "tests/integration/scim/fixture.hpp"

namespace tessera::endpoints {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kEnterprise =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

TEST_F(ScimTest, ARecordIsMadeReadChangedAndDeleted) {
  const auto made = post("/Users", R"({
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Ada@city.example",
      "externalId": "HR-7", "name": {"familyName": "Lindqvist", "givenName": "Ada"},
      "emails": [{"type": "work", "value": "ada@city.example", "primary": true}],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
          {"employeeNumber": "701984", "department": "tax OFFICE"}})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(header(made, "Content-Type"), "application/scim+json");
  EXPECT_EQ(header(made, "ETag"), "W/\"1\"");
  const auto body = parsed(made);
  const auto id = codec::text_of(body, "id");
  EXPECT_EQ(header(made, "Location"), "https://login.test/scim/v2/Users/" + id);
  EXPECT_EQ(body.at("active"), true);
  EXPECT_EQ(body.at("meta").at("resourceType"), "User");
  EXPECT_EQ(sql("select unit from scim_user")[0].uuid(0), tax_) << "the department is a unit";

  EXPECT_EQ(get("/Users/" + id).status, 200);
  EXPECT_EQ(send({.target = "/Users/" + id, .headers = {{"if-none-match", "W/\"1\""}}}).status,
            304);
  const auto replaced = put("/Users/" + id, R"({"userName":"ada@city.example","title":"Clerk"})");
  EXPECT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_FALSE(parsed(replaced).contains("name")) << "PUT replaces";
  EXPECT_EQ(sql("select unit from scim_user")[0].uuid(0), city_);
  EXPECT_EQ(send({.method = http::Method::del, .target = "/Users/" + id}).status, 204);
  EXPECT_EQ(get("/Users/" + id).status, 404);
  EXPECT_EQ(patch("/Users/" + id, R"([{"op":"replace","path":"active","value":true}])").status,
            404);
  EXPECT_EQ(sql("select box is null from scim_user")[0].boolean(0), true) << "erased";
  EXPECT_EQ(count("select count(*) from scim_fingerprint"), 0);
  add_user("ada@city.example");  // RFC 7644 3.6: a deleted one stands in nobody's way
  for (const auto* type : {"scim.user_created", "scim.user_changed", "scim.user_deleted"})
    EXPECT_GE(events(type), 1) << type;
  EXPECT_EQ(count("select count(*) from journal_event where type like 'scim.user%' and "
                  "body not like '%client%'"),
            0)
      << "the client is the actor";
}

TEST_F(ScimTest, NothingOfTheRecordStandsReadableInTheDatabase) {
  add_user("canary-name", R"(,"externalId":"canary-external","displayName":"canary-display")");
  for (const auto* table : {"scim_user", "scim_fingerprint", "journal_event", "outbox"})
    EXPECT_EQ(
        count("select count(*) from " + std::string(table) + " t where t::text like '%canary%'"), 0)
        << table;
}

TEST_F(ScimTest, WhatIsNotTheClientsIsIgnored) {
  const auto id = add_user("ada", R"(,"id":"11111111-1111-4111-8111-111111111111",
      "meta":{"created":"1999-01-01T00:00:00Z","version":"W/\"99\""},"ial":3,"acr":"aal3",
      "roles":[{"value":"role_admin"}],"entitlements":["all"],"password":"Tr0ub4dor",
      "groups":[{"value":"22222222-2222-4222-8222-222222222222"}],"citizen":true,"person":"x",
      "urn:example:secret:2.0:User":{"clearance":"top"}, "unit":"x")");
  const auto body = parsed(get("/Users/" + id));
  EXPECT_NE(id, "11111111-1111-4111-8111-111111111111");
  for (const auto* name : {"ial", "acr", "roles", "entitlements", "password", "groups", "citizen",
                           "person", "urn:example:secret:2.0:User", "unit"})
    EXPECT_FALSE(body.contains(name)) << name;
  EXPECT_FALSE(codec::text_of(body.at("meta").as_object(), "created").starts_with("1999"));
  EXPECT_EQ(patch("/Users/" + id, R"([{"op":"replace","value":{"id":"x","meta":{},"ial":2,
      "roles":["role_admin"],"title":"Head"}}])")
                .status,
            200);
  EXPECT_EQ(text_at("/Users/" + id, "/title"), "Head");
  for (const auto* path : {"id", "meta.created", "groups", "schemas"}) {
    const auto refused = patch(
        "/Users/" + id, R"([{"op":"replace","path":")" + std::string(path) + R"(","value":"x"}])");
    EXPECT_EQ(refused.status, 400) << path;
    EXPECT_EQ(type_of(refused), "mutability") << path;
  }
  EXPECT_EQ(count("select count(*) from person"), 0) << "a record makes nobody";
}

TEST_F(ScimTest, AUserNameIsUniqueWithinTheClientAndTellsNothingOfOthers) {
  add_user("ada@city.example");
  const auto twice = post("/Users", R"({"userName":"ADA@City.Example"})");
  EXPECT_EQ(twice.status, 409);
  EXPECT_EQ(type_of(twice), "uniqueness");
  EXPECT_EQ(parsed(twice).at("status"), "409");
  const auto ben = add_user("ben");
  const auto renamed =
      patch("/Users/" + ben, R"([{"op":"replace","path":"userName","value":"ada@CITY.example"}])");
  EXPECT_EQ(type_of(renamed), "uniqueness");
  // Neither another client's records nor the people of this server are seen by it.
  const auto other = connect(port_, "Port");
  EXPECT_EQ(send({.method = http::Method::post,
                  .target = "/Users",
                  .body = R"({"userName":"ada@city.example"})",
                  .client = other})
                .status,
            201);
  make_person("citizen@mail.example");
  EXPECT_EQ(post("/Users", R"({"userName":"citizen@mail.example"})").status, 201);
}

TEST_F(ScimTest, OfManyAtOnceOneGetsTheName) {
  const auto answers = at_once(8, [&](std::size_t i) {
    return send({.method = http::Method::post, .target = "/Users", .body = R"({"userName":"ada"})"},
                i % 2)
        .status;
  });
  EXPECT_EQ(std::ranges::count(answers, 201), 1);
  EXPECT_EQ(std::ranges::count(answers, 409), 7);
}

TEST_F(ScimTest, RecordsOfOthersAreNotThere) {
  const auto id = add_user("ada");
  const auto other = connect(city_, "City too");
  for (const auto method : {http::Method::get, http::Method::del})
    EXPECT_EQ(send({.method = method, .target = "/Users/" + id, .client = other}).status, 404);
  EXPECT_EQ(send({.method = http::Method::put,
                  .target = "/Users/" + id,
                  .body = R"({"userName":"x"})",
                  .client = other})
                .status,
            404);
  const auto list = parsed(send({.target = "/Users", .client = other}));
  EXPECT_EQ(list.at("totalResults"), 0);
  EXPECT_EQ(parsed(send({.target = "/Users?filter=userName%20eq%20%22ada%22", .client = other}))
                .at("totalResults"),
            0);
  EXPECT_EQ(get("/Users/" + to_string(make_person("citizen").id)).status, 404);
  EXPECT_EQ(get("/Users/nobody").status, 404);
  // A manager of another client is nobody.
  const auto theirs = send({.method = http::Method::post,
                            .target = "/Users",
                            .body = R"({"userName":"boss"})",
                            .client = other});
  const auto refused = post("/Users", R"({"userName":"y",")" + std::string(kEnterprise) +
                                          R"(":{"manager":{"value":")" +
                                          codec::text_of(parsed(theirs), "id") + R"("}}})");
  EXPECT_EQ(type_of(refused), "invalidValue");
}

TEST_F(ScimTest, IfMatchIsKept) {
  const auto id = add_user("ada");
  const auto change = [&](const std::string& tag) {
    return send({.method = http::Method::patch,
                 .target = "/Users/" + id,
                 .body = R"({"Operations":[{"op":"replace","path":"title","value":")" +
                         tag.substr(0, 1) + R"("}]})",
                 .headers = {{"if-match", tag}}});
  };
  EXPECT_EQ(change("W/\"7\"").status, 412);
  EXPECT_EQ(change("nonsense").status, 412);
  const auto done = change("W/\"1\"");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(header(done, "ETag"), "W/\"2\"");
  EXPECT_EQ(change("W/\"1\"").status, 412);
  EXPECT_EQ(send({.method = http::Method::del,
                  .target = "/Users/" + id,
                  .headers = {{"if-match", "W/\"1\""}}})
                .status,
            412);
  EXPECT_EQ(get("/Users/" + id).status, 200);
}

TEST_F(ScimTest, TwoPatchesAtOnceKeepBothChanges) {
  const auto id = add_user("ada");
  const std::vector<std::string> names{"title", "displayName", "locale", "userType"};
  const auto answers = at_once(names.size(), [&](std::size_t i) {
    return patch("/Users/" + id, R"([{"op":"add","path":")" + names[i] + R"(","value":"v"}])",
                 i % 2)
        .status;
  });
  EXPECT_THAT(answers, ::testing::Each(200));
  for (const auto& name : names) EXPECT_EQ(text_at("/Users/" + id, "/" + name), "v") << name;
}

TEST_F(ScimTest, BadBodiesAreRefusedInTheSchemaOfErrors) {
  const auto check = [&](const std::string& body, int status, std::string_view type) {
    const auto answer = post("/Users", body);
    EXPECT_EQ(answer.status, status) << body.substr(0, 80);
    EXPECT_EQ(type_of(answer), type) << body.substr(0, 80);
    EXPECT_THAT(answer.body, HasSubstr("urn:ietf:params:scim:api:messages:2.0:Error"));
  };
  check("{", 400, "invalidSyntax");
  check("[]", 400, "invalidSyntax");
  check(R"({"userName":"a","userName":"b"})", 400, "invalidSyntax");
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += R"({"a":)";
  check(deep + "1" + std::string(60, '}'), 400, "invalidSyntax");
  check("{}", 400, "invalidValue");
  check(R"({"userName":""})", 400, "invalidValue");
  check(R"({"userName":["a"]})", 400, "invalidValue");
  check(R"({"userName":")" + std::string(300, 'x') + R"("})", 400, "invalidValue");
  check(R"({"userName":"a","active":"maybe"})", 400, "invalidValue");
  check(R"({"userName":"a","emails":"x"})", 400, "invalidValue");
  check(R"({"userName":"a","name":"x"})", 400, "invalidValue");
  check(R"({"userName":"a\u202e"})", 400, "invalidValue");
  check(R"({"userName":"a","emails":[{"value":"1","primary":true},{"value":"2","primary":true}]})",
        400, "invalidValue");
  check(std::string(2'000'000, ' '), 413, "");
  EXPECT_EQ(send({.method = http::Method::post,
                  .target = "/Users",
                  .body = "x",
                  .headers = {{"content-type", "text/plain"}}})
                .status,
            415);
  EXPECT_EQ(count("select count(*) from scim_user"), 0);
}

TEST_F(ScimTest, ScopesAndSharesHold) {
  scopes_ = {"scim:users.read"};
  const auto refused = post("/Users", R"({"userName":"a"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(header(refused, "WWW-Authenticate"), HasSubstr("insufficient_scope"));
  EXPECT_EQ(get("/Groups").status, 403);
  EXPECT_EQ(get("/Users").status, 200);
  deps_.requests_per_minute = 5;
  int status = 0;
  for (int i = 0; i < 10 && status != 429; ++i) {
    const auto answer = get("/Users");
    status = answer.status;
    if (status == 429) EXPECT_FALSE(header(answer, "Retry-After").empty());
  }
  EXPECT_EQ(status, 429);
  EXPECT_EQ(send({.target = "/Users", .client = connect(port_, "Port")}).status, 200)
      << "another client has its own share";
}

TEST_F(ScimTest, MeIsNobodyAndDiscoveryIsForEverybody) {
  EXPECT_EQ(get("/Me").status, 501);
  for (const auto* path : {"/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User",
                           "/Schemas", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(header(answer, "Content-Type"), "application/scim+json");
  }
}

}  // namespace
}  // namespace tessera::endpoints
