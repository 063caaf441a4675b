// People over the admin API: what is masked, who looks at whom in which case, and deputies.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;

class AdminPeopleTest : public AdminTest {};

TEST_F(AdminPeopleTest, ValuesAreMaskedAndARevealIsJournaledWithItsPurpose) {
  const auto masked = send({.target = "/people/" + to_string(clerk_)});
  EXPECT_EQ(masked.body.find("Ada"), std::string::npos);
  EXPECT_EQ(events("person.viewed"), 1);
  const auto path = "/people/" + to_string(clerk_) + "/reveal";
  const auto without =
      send({.method = http::Method::post,
            .target = path,
            .body = R"({"purpose":"","reference":"x","attributes":["given_name"]})"});
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(events("person.read"), 0);
  const auto shown =
      send({.method = http::Method::post,
            .target = path,
            .body = R"({"purpose":"support","reference":"T-1","attributes":["given_name"]})"});
  EXPECT_NE(shown.body.find("Ada"), std::string::npos);
  const auto row = sql("select body, subject from journal_event where type = 'person.read'");
  EXPECT_EQ(row[0].uuid(1), clerk_);
  EXPECT_NE(row[0].string(0).find(R"("purpose":"support")"), std::string::npos);
  EXPECT_NE(row[0].string(0).find("given_name"), std::string::npos);
  EXPECT_EQ(row[0].string(0).find("Ada"), std::string::npos);
}

// R32: a person with a role looks at somebody for a purpose and in a live case of his own.
TEST_F(AdminPeopleTest, StaffLookAtAPersonInACaseOnly) {
  grant(officer_, "person_admin");
  const auto path = "/people/" + to_string(citizen_);
  EXPECT_THAT(send_as(officer_, {.target = path}).body, ::testing::HasSubstr("access.denied"));
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/cases",
                               .body = R"({"purpose":"support","reference":"T-17","person":")" +
                                       to_string(citizen_) + R"(","assignee":")" +
                                       to_string(officer_) + R"(","reason":"for myself"})"})
                .status,
            403);
  const auto opened = parsed(send(
      {.method = http::Method::post,
       .target = "/cases",
       .body = R"({"purpose":"support","reference":"T-17","person":")" + to_string(citizen_) +
               R"(","assignee":")" + to_string(officer_) + R"(","reason":"asked for help"})"}));
  const std::string id(opened.at("id").as_string());
  const auto in_case = path + "?purpose=support&case=" + id;
  EXPECT_EQ(send_as(officer_, {.target = in_case}).status, 200);
  EXPECT_EQ(send_as(officer_, {.target = path + "?purpose=correction&case=" + id}).status, 403);
  EXPECT_EQ(
      send_as(officer_, {.target = "/people/" + to_string(clerk_) + "?purpose=support&case=" + id})
          .status,
      403)
      << "the case of another person";
  EXPECT_EQ(send_as(officer_, {.target = "/cases/" + id}).status, 200);
  EXPECT_EQ(send_as(clerk_, {.target = "/cases/" + id}).status, 403) << "no role";
  EXPECT_EQ(
      send_as(clerk_,
              {.method = http::Method::post, .target = "/cases/" + id + "/close", .body = "{}"})
          .status,
      403);
  grant(clerk_, "person_admin");
  EXPECT_EQ(send_as(clerk_, {.target = in_case}).status, 403) << "somebody else's case";
  const Call reveal{.method = http::Method::post,
                    .target = path + "/reveal",
                    .body = R"({"purpose":"support","reference":"T-17","case":")" + id +
                            R"(","attributes":["given_name"]})"};
  EXPECT_THAT(send_as(officer_, reveal).body, ::testing::HasSubstr("Ada"));
  EXPECT_EQ(
      send_as(officer_,
              {.method = http::Method::post, .target = "/cases/" + id + "/close", .body = "{}"})
          .status,
      200);
  EXPECT_EQ(send_as(officer_, reveal).status, 403) << "closed";
}

TEST_F(AdminPeopleTest, ConsentsAreSeenAndEndedInACaseOnly) {
  const Uuid client{{7, 3}};
  sql("insert into client (id, status, profile, name, home_uri, registration, created, updated, "
      "version) values ('" +
      to_string(client) + "', 'approved', 'baseline', 'Parking', '', '{}', now(), now(), 1)");
  const auto context = fresh_context();
  const privacy::Consent given{.person = citizen_,
                               .client = client,
                               .scopes = {"openid", "profile"},
                               .claims = {"given_name"}};
  (void)run([&] { return consents_->grant(given, "parking.test", context); });
  grant(officer_, "person_admin");
  const auto opened = parsed(send(
      {.method = http::Method::post,
       .target = "/cases",
       .body = R"({"purpose":"support","reference":"T-17","person":")" + to_string(citizen_) +
               R"(","assignee":")" + to_string(officer_) + R"(","reason":"asked for help"})"}));
  const auto in_case = "purpose=support&case=" + std::string(opened.at("id").as_string());
  const auto path = "/people/" + to_string(citizen_) + "/consents";
  EXPECT_EQ(send_as(officer_, {.target = path}).status, 403) << "no case";
  const auto seen = send_as(officer_, {.target = path + '?' + in_case});
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_THAT(seen.body, ::testing::HasSubstr(R"("name":"Parking")"));
  EXPECT_EQ(events("consent.read"), 1);
  const auto withdraw = [&](const Uuid& who, const std::string& query) {
    return send_as(who, {.method = http::Method::del,
                         .target = path + '/' + to_string(client) + '?' + query})
        .status;
  };
  EXPECT_EQ(withdraw(officer_, "reference=T-17"), 403) << "no case";
  EXPECT_EQ(withdraw(officer_, in_case), 400) << "no reference";
  grant(clerk_, "person_admin");
  EXPECT_EQ(withdraw(clerk_, in_case + "&reference=T-17"), 403) << "somebody else's case";
  EXPECT_EQ(events("consent.revoked"), 0);
  EXPECT_EQ(withdraw(officer_, in_case + "&reference=T-17"), 204);
  EXPECT_EQ(withdraw(officer_, in_case + "&reference=T-17"), 404) << "there is none any more";
  const auto event =
      sql("select actor::text, body from journal_event where type = 'consent.revoked'");
  ASSERT_EQ(event.size(), 1U);
  EXPECT_EQ(event[0].string(0), to_string(officer_));
  EXPECT_THAT(event[0].string(1), ::testing::HasSubstr(R"("reference":"T-17")"));
}

TEST_F(AdminPeopleTest, AHolderNamesADeputy) {
  const auto made = send(
      {.method = http::Method::post,
       .target = "/roles",
       .body = R"({"name":"desk","title":"Desk","permissions":["client.read"],"delegable":true,)"
               R"("longest_days":30,"prerequisites":["aal:aal2"]})"});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(parsed(made).at("longest_days").as_int64(), 30);
  grant(officer_, "desk");
  const auto id = sql("select id from role_grant where role = 'desk'")[0].string(0);
  const auto name = [&](const Uuid& by, const std::string& more) {
    return send_as(by, {.method = http::Method::post,
                        .target = "/role-grants/" + id + "/delegations",
                        .body = R"({"deputy":")" + to_string(clerk_) + R"(","reason":"on leave")" +
                                more + "}"});
  };
  EXPECT_EQ(name(clerk_, "").status, 403) << "not his";
  EXPECT_EQ(name(officer_, R"(,"role":"role_admin")").status, 400) << "mass assignment";
  EXPECT_EQ(name(officer_, R"(,"ends":"2039-01-01")").status, 400) << "longer than his own";
  const auto scopes = std::exchange(scopes_, {"admin:role-grants.read"});
  EXPECT_EQ(name(officer_, "").status, 403) << "the token may not";
  scopes_ = scopes;
  EXPECT_EQ(send_as(clerk_, {.target = "/clients"}).status, 403);
  const auto done = name(officer_, "");
  EXPECT_EQ(done.status, 201) << done.body;
  EXPECT_EQ(parsed(done).at("delegated_from").as_string(), id);
  EXPECT_EQ(send_as(clerk_, {.target = "/clients"}).status, 200);
}

TEST_F(AdminPeopleTest, ALoginFindsItsPersonAndNobodyElse) {
  const auto find = [&](const std::string& login) {
    return parsed(send({.method = http::Method::post,
                        .target = "/people/find",
                        .body = R"({"login":")" + login + "\"}"}));
  };
  const auto found = find("clerk@example.gov");
  ASSERT_EQ(found.at("items").as_array().size(), 1U);
  EXPECT_EQ(std::string(found.at("items").at(0).at("id").as_string()), to_string(clerk_));
  EXPECT_TRUE(find("clerk").at("items").as_array().empty());
  EXPECT_EQ(send({.target = "/people?login=clerk%40example.gov"}).status, 400)
      << "an address is kept by proxies and browsers";
  EXPECT_EQ(events("person.searched"), 2);
}

}  // namespace
}  // namespace tessera::endpoints
