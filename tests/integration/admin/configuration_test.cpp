// Configuration as code over the admin API on a real database: what is planned is what is applied,
// and rehearsals of it and of every other change leave nothing behind.
#include <boost/json/serialize.hpp>

#include "tests/integration/admin/configuration_fixture.hpp"

namespace tessera::endpoints {
namespace {

using testing::HasSubstr;

TEST_F(ConfigurationTest, WhatWasAppliedIsNotToDoAgain) {
  const json::object fields{{"title", "Clerk"}, {"permissions", {"client.read", "role.read"}}};
  EXPECT_EQ(apply("city", "clerk", fields).status, 200);
  EXPECT_EQ(action("city", "clerk", fields), "none");
  EXPECT_EQ(
      action("city", "clerk", {{"title", "Clerk"}, {"permissions", {"role.read", "client.read"}}}),
      "none")
      << "a set has no order";
  const auto made = parsed(send({.target = "/roles/clerk"}));
  EXPECT_EQ(made.at("title"), "Clerk");
  const auto event = sql("select body from journal_event where type = 'role.created'")[0].string(0);
  EXPECT_THAT(event, HasSubstr(R"("manager":"city")"));
  EXPECT_EQ(events("configuration.applied"), 1);

  EXPECT_EQ(apply("city", "clerk", {{"title", "Clerk"}}).status, 200)
      << "permissions named no longer";
  EXPECT_TRUE(parsed(send({.target = "/roles/clerk"})).at("permissions").as_array().empty());
}

TEST_F(ConfigurationTest, AChangeIsDoneAsItWasPlannedOrNotAtAll) {
  const json::object fields{{"title", "Clerk"}};
  ASSERT_EQ(apply("city", "clerk", fields).status, 200);
  const json::object wanted{{"title", "Clerk II"}};
  const auto planned = step("city", plan("city", {role("clerk", wanted)}).at(0), wanted);
  ASSERT_EQ(send({.method = http::Method::patch,
                  .target = "/roles/clerk",
                  .body = R"({"permissions":["client.read"]})"})
                .status,
            200);
  const auto moved = post("/configuration/changes", planned);
  EXPECT_EQ(moved.status, 412);
  EXPECT_THAT(moved.body, HasSubstr("configuration.moved"));
  EXPECT_EQ(parsed(send({.target = "/roles/clerk"})).at("title"), "Clerk");
  EXPECT_EQ(apply("city", "clerk", wanted).status, 200) << "planned again";
  EXPECT_EQ(parsed(send({.target = "/roles/clerk"})).at("permissions").as_array().size(), 1U)
      << "what no file names stays as it is";
}

TEST_F(ConfigurationTest, AFieldOfAnotherManagerOrByHandIsAConflict) {
  ASSERT_EQ(apply("city", "clerk", {{"title", "City"}}).status, 200);
  const json::object theirs{{"title", "Land"}};
  EXPECT_EQ(action("land", "clerk", theirs), "blocked");
  auto forged = step("land", plan("land", {role("clerk", theirs)}).at(0), theirs);
  forged["action"] = "update";
  const auto refused = post("/configuration/changes", forged);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("configuration.conflict"));
  EXPECT_EQ(apply("land", "clerk", theirs, true).status, 200);
  EXPECT_EQ(action("city", "clerk", {{"title", "City"}}), "blocked") << "it is land's by now";
  ASSERT_EQ(
      send({.method = http::Method::patch, .target = "/roles/clerk", .body = R"({"title":"Hand"})"})
          .status,
      200);
  EXPECT_EQ(action("land", "clerk", theirs), "blocked");
  const auto drift =
      parsed(send({.target = "/configuration/objects?manager=land"})).at("items").as_array();
  ASSERT_EQ(drift.size(), 1U);
  EXPECT_EQ(drift.at(0).at("drift").at(0).at("after"), "Hand");
}

TEST_F(ConfigurationTest, OnlyWhatItMadeIsRemovedOnDemand) {
  ASSERT_EQ(apply("city", "base", {{"title", "Base"}}).status, 200);
  ASSERT_EQ(apply("city", "heir", {{"title", "Heir"}, {"parents", {"base"}}}).status, 200);
  EXPECT_EQ(plan("city", {}).at(0).at("note"), "left_over");
  const auto changes = plan("city", {}, true);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes.at(0).at("key"), "heir");
  for (const auto& change : changes) {
    auto body = step("city", change, {});
    body.erase("fields");
    const auto done = post("/configuration/changes", body);
    EXPECT_EQ(done.status, 200) << done.body;
  }
  EXPECT_EQ(send({.target = "/roles/base"}).status, 404);
  EXPECT_EQ(rows("managed_object"), 0);
}

TEST_F(ConfigurationTest, UnitsAndClientsKeepTheirKeys) {
  const json::object unit{{"name", "Tax"}, {"parent", "root"}};
  const json::object document{{"kind", "unit"}, {"key", "tax"}, {"fields", unit}};
  const auto made =
      post("/configuration/changes", step("city", plan("city", {document}).at(0), unit));
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string id(parsed(made).at("object").as_string());
  const json::object below{{"name", "Street"}, {"parent", "tax"}};
  const json::object second{{"kind", "unit"}, {"key", "street"}, {"fields", below}};
  const auto street =
      post("/configuration/changes", step("city", plan("city", {second}).at(0), below));
  ASSERT_EQ(street.status, 200) << street.body;
  EXPECT_EQ(
      parsed(send({.target = "/units/" + std::string(parsed(street).at("object").as_string())}))
          .at("parent"),
      json::value(id));

  const json::object client{
      {"name", "Portal"}, {"redirect_uris", {"https://p.example/cb"}}, {"status", "approved"}};
  const json::object portal{{"kind", "client"}, {"key", "portal"}, {"fields", client}};
  const auto answer =
      post("/configuration/changes", step("city", plan("city", {portal}).at(0), client));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(parsed(answer).at("client_secret"), "s3cret");
  EXPECT_EQ(plan("city", {portal}).at(0).at("action"), "none");
  EXPECT_EQ(clients_.all.size(), 1U);
  EXPECT_EQ(
      sql("select count(*) from managed_object where fields::text like '%s3cret%'")[0].integer(0),
      0);
}

TEST_F(ConfigurationTest, NobodyOwnsWhatHeMayNotChange) {
  ASSERT_EQ(send({.method = http::Method::post,
                  .target = "/roles",
                  .body = R"({"name":"clerk","title":"Clerk"})"})
                .status,
            201);
  grant(officer_, "operator");  // reads roles
  const json::object fields{{"title", "Clerk"}};
  const json::object wish{{"manager", "mine"}, {"documents", json::array{role("clerk", fields)}}};
  const auto seen = send_as(officer_, {.method = http::Method::post,
                                       .target = "/configuration/plan",
                                       .body = json::serialize(wish)});
  ASSERT_EQ(seen.status, 200) << seen.body;
  const auto claim = step("mine", parsed(seen).at("changes").at(0), fields);
  EXPECT_EQ(claim.at("action"), "claim");
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/configuration/changes",
                               .body = json::serialize(claim)})
                .status,
            403);
  EXPECT_EQ(rows("managed_object"), 0);
}

TEST_F(ConfigurationTest, WrongRequestsAreNamed) {
  const auto wrong = [&](const std::string& body) {
    const auto response =
        send({.method = http::Method::post, .target = "/configuration/plan", .body = body});
    EXPECT_EQ(response.status, 400) << response.body;
    return response.body;
  };
  EXPECT_THAT(wrong(R"({"manager":"Big City","documents":[]})"), HasSubstr("/manager"));
  EXPECT_THAT(wrong(R"({"manager":"city","documents":7})"), HasSubstr("/documents"));
  EXPECT_THAT(wrong(R"({"manager":"city","documents":[7],"colour":1})"),
              testing::AllOf(HasSubstr("/documents/0"), HasSubstr("/colour")));
  EXPECT_THAT(wrong(R"({"manager":"city","documents":[{"kind":"person","key":"x","fields":{}}]})"),
              HasSubstr("/documents/0/kind"));
  EXPECT_THAT(
      wrong(R"({"manager":"city","documents":[{"kind":"role","key":"x","fields":{"power":1}}]})"),
      HasSubstr("/documents/0/fields/power"));
  EXPECT_EQ(
      send(
          {.method = http::Method::post,
           .target = "/configuration/changes",
           .body =
               R"({"manager":"city","action":"none","kind":"role","key":"x","version":0,"record_version":0})"})
          .status,
      400);
  EXPECT_EQ(send({.target = "/configuration/objects?manager=X%20Y"}).status, 400);
}

// Every check runs, nothing is kept, and the journal shows neither the change nor a gap.
TEST_F(ConfigurationTest, ARehearsalChecksEverythingAndKeepsNothing) {
  const std::string root = to_string(access::kRootUnit);
  const auto before = rows("journal_event");
  const auto rehearse = [&](http::Method method, const std::string& target,
                            const std::string& body) {
    return send({.method = method, .target = target + "?dry_run=true", .body = body});
  };
  const auto good = [&](const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.body, R"({"dry_run":true})");
  };
  const std::string new_role = R"({"name":"clerk","title":"Clerk","permissions":["client.read"]})";
  good(rehearse(http::Method::post, "/roles", new_role));
  good(rehearse(http::Method::post, "/units", R"({"parent":")" + root + R"(","name":"Tax"})"));
  good(rehearse(http::Method::patch, "/units/" + root, R"({"name":"Other"})"));
  good(rehearse(
      http::Method::post, "/role-grants",
      R"({"person":")" + to_string(clerk_) + R"(","role":"registrar","reason":"new post"})"));
  good(rehearse(http::Method::post, "/people/" + to_string(clerk_) + "/state",
                R"({"state":"suspended","reference":"T-1"})"));
  good(rehearse(http::Method::post, "/configuration/changes",
                R"({"manager":"city","action":"create","kind":"role","key":"clerk","version":0,
                    "record_version":0,"fields":{"title":"Clerk"}})"));
  EXPECT_EQ(rows("journal_event"), before);
  EXPECT_EQ(rows("managed_object"), 0);
  EXPECT_EQ(send({.target = "/roles/clerk"}).status, 404);
  EXPECT_EQ(sql("select count(*) from unit where name in ('Tax', 'Other')")[0].integer(0), 0);
  EXPECT_EQ(rows("role_grant"), 0);
  EXPECT_EQ(sql("select state from person where id = '" + to_string(clerk_) + "'")[0].string(0),
            "active");

  EXPECT_EQ(rehearse(http::Method::post, "/roles", R"({"name":"staff","title":"x"})").status, 409)
      << "the name is taken";
  EXPECT_EQ(rehearse(http::Method::post, "/roles",
                     R"({"name":"x","title":"x","permissions":["no.such"]})")
                .status,
            400);
  EXPECT_EQ(send({.method = http::Method::post, .target = "/roles?dry_run=maybe", .body = new_role})
                .status,
            400);
  EXPECT_EQ(rehearse(http::Method::post, "/keys/rotate", "").status, 400)
      << "takes more than one commit";
  EXPECT_EQ(
      send_as(officer_,
              {.method = http::Method::post, .target = "/roles?dry_run=true", .body = new_role})
          .status,
      403);
  EXPECT_EQ(events("access.denied"), 1) << "an attempt is seen, rehearsed or not";
  run([&] { return journal_.flush(); });
  EXPECT_EQ(events("journal.void"), 0);
}

// The same key again after a rehearsal makes it.
TEST_F(ConfigurationTest, ARehearsalUsesNoIdempotencyKeyUp) {
  const auto make = [&](const std::string& query) {
    return send({.method = http::Method::post,
                 .target = "/roles" + query,
                 .body = R"({"name":"clerk","title":"Clerk"})",
                 .headers = {{"idempotency-key", "k1"}}})
        .status;
  };
  EXPECT_EQ(make("?dry_run=true"), 200);
  EXPECT_EQ(make(""), 201);
}

TEST_F(ConfigurationTest, AnyChangeMayNameItsManager) {
  const auto make = [&](const std::string& manager, const std::string& name) {
    return send({.method = http::Method::post,
                 .target = "/roles",
                 .body = R"({"name":")" + name + R"(","title":"x"})",
                 .headers = {{"tessera-manager", manager}}})
        .status;
  };
  EXPECT_EQ(make("pipeline", "a1"), 201);
  EXPECT_EQ(make("not a name\"}", "a2"), 400);
  EXPECT_EQ(
      sql("select count(*) from journal_event where body like '%\"manager\":\"pipeline\"%'")[0]
          .integer(0),
      1);
}

}  // namespace
}  // namespace tessera::endpoints
