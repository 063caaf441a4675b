// Reviews of role grants on a real database: what nobody keeps ends on the due date, on use and in
// the row; who moves is reviewed, who leaves has nothing left.
#include <boost/json/serialize.hpp>

#include "openapi.hpp"
#include "tests/integration/admin/oversight_fixture.hpp"
#include "tests/integration/admin/schema_check.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;

class CampaignTest : public OversightTest {
 protected:
  CampaignTest() {
    grant(officer_, "grant_reviewer");
    grant(clerk_, "registrar");
    manager_ = staff("manager@example.gov", access::kRootUnit);
    grant(manager_, "role_admin");
  }
  access::Actor actor(const Uuid& person) { return actor_in(session(person)); }
  Result<oversight::Campaign> start(const Uuid& by, days length = days{14},
                                    std::vector<std::string> roles = {}) {
    const auto context = fresh_context();
    const auto who = actor(by);
    const oversight::NewCampaign wish{.name = "Spring",
                                      .units = {access::kRootUnit},
                                      .roles = std::move(roles),
                                      .due = clock.now() + length};
    return run([&] { return campaigns_.start(who, wish, context); });
  }
  void set_reviewer(const Uuid& unit, const Uuid& person) {
    const auto context = fresh_context();
    const auto system = access::system_actor();
    EXPECT_TRUE(run([&] { return campaigns_.set_reviewer(system, unit, person, context); }));
  }
  Result<int> decide(const Uuid& by, const Uuid& campaign, std::vector<Uuid> grants,
                     oversight::GrantVerdict verdict = oversight::GrantVerdict::keep) {
    const auto context = fresh_context();
    const auto who = actor(by);
    return run([&] {
      return campaigns_.decide(who, campaign, grants, verdict, "still in this post", context);
    });
  }
  int tend() {
    const auto now = clock.now();
    return run([&] { return campaigns_.tend(now); });
  }
  Uuid grant_of(const Uuid& person, const std::string& role) {
    return sql("select id from role_grant where person = '" + to_string(person) + "' and role = '" +
               role + "'")[0]
        .uuid(0);
  }
  bool works(const Uuid& person, std::string_view permission) {
    const auto units = access::units_for(actor(person), permission, clock.now());
    return units && !units->empty();
  }
  Uuid manager_;
};

TEST_F(CampaignTest, WhatNobodyReviewedIsInactiveOnTheDueDate) {
  set_reviewer(access::kRootUnit, officer_);
  const auto campaign = start(manager_);
  ASSERT_TRUE(campaign) << campaign.error().id << campaign.error().detail;
  EXPECT_GE(campaign->total, 5);
  EXPECT_EQ(told("campaign"),
            (std::vector<std::pair<Uuid, std::string>>{{officer_, "grants_review"}}));
  const auto kept = grant_of(clerk_, "registrar");
  ASSERT_EQ(decide(officer_, campaign->id, {kept}), 1);
  clock.advance(days{14} - seconds{1});
  EXPECT_TRUE(works(duty_, "break_glass.use"));
  clock.advance(seconds{1});
  EXPECT_FALSE(works(duty_, "break_glass.use")) << "before any job ran";
  EXPECT_TRUE(works(clerk_, "application.decide"));
  EXPECT_GT(tend(), 0);
  EXPECT_EQ(count("select count(*) from role_grant where person = '" + to_string(duty_) +
                  "' and revoked is not null and revoke_reason = 'not reviewed' and seal is null"),
            1);
  EXPECT_EQ(count("select count(*) from role_grant where id = '" + to_string(kept) +
                  "' and revoked is null and review_by is null"),
            1);
  EXPECT_GT(events("role_grant.lapsed"), 0);
  EXPECT_EQ(count("select count(*) from campaign where closed is null"), 0);
  EXPECT_EQ(count("select count(*) from campaign_item where verdict = 'lapsed'"),
            events("role_grant.lapsed"));
}

TEST_F(CampaignTest, NobodyReviewsHisOwnAndTheReviewerIsTheNearest) {
  set_reviewer(access::kRootUnit, officer_);
  const auto campaign = start(manager_);
  ASSERT_TRUE(campaign);
  // The officer's own grant has no reviewer; he himself may not, a manager may.
  const auto own = grant_of(officer_, "grant_reviewer");
  EXPECT_EQ(count("select count(*) from campaign_item where role_grant = '" + to_string(own) +
                  "' and reviewer is null"),
            1);
  EXPECT_EQ(decide(officer_, campaign->id, {own}).error().id, "access.denied");
  EXPECT_EQ(decide(manager_, campaign->id, {grant_of(manager_, "role_admin")}).error().id,
            "access.denied");
  EXPECT_EQ(decide(manager_, campaign->id, {own}), 1);
  EXPECT_EQ(decide(manager_, campaign->id, {own}).error().id, "campaign.decided");
  EXPECT_GT(events("access.denied"), 1);
  // Somebody without the permission learns nothing.
  EXPECT_EQ(decide(clerk_, campaign->id, {own}).error().id, "access.denied");
}

// R37: whoever gave a role, or opened it to the client that did, ends it or leaves it to others.
TEST_F(CampaignTest, NobodyKeepsWhatHeGave) {
  const auto helper = staff("helper@example.gov", tax_);
  const auto context = fresh_context();
  const auto manager = actor(manager_);
  const access::NewRoleGrant wish{
      .person = helper, .role = "client_admin", .unit = access::kRootUnit, .reason = "test"};
  ASSERT_TRUE(run([&] { return grants_.create(manager, wish, context); }));
  set_reviewer(access::kRootUnit, officer_);
  const auto given = grant_of(helper, "client_admin");
  const auto opened_by_officer = grant_of(clerk_, "registrar");
  sql("update role_grant set openers = array['" + to_string(officer_) + "'::uuid] where id = '" +
      to_string(opened_by_officer) + "'");
  const auto campaign = start(manager_);
  ASSERT_TRUE(campaign);
  EXPECT_EQ(decide(manager_, campaign->id, {given}).error().id, "campaign.giver");
  EXPECT_EQ(decide(officer_, campaign->id, {opened_by_officer}).error().id, "campaign.giver");
  EXPECT_EQ(count("select count(*) from campaign_item where reviewer is null and role_grant = '" +
                  to_string(opened_by_officer) + "'"),
            1)
      << "and the review is not left to him";
  EXPECT_EQ(decide(officer_, campaign->id, {given}), 1);
  EXPECT_EQ(decide(officer_, campaign->id, {opened_by_officer}, oversight::GrantVerdict::end), 1);
}

TEST_F(CampaignTest, AReviewerOfAnotherUnitMayNot) {
  const auto other = staff("other@example.gov", tax_);
  grant(other, "grant_reviewer");
  set_reviewer(access::kRootUnit, officer_);
  const auto campaign = start(manager_);
  EXPECT_EQ(decide(other, campaign->id, {grant_of(clerk_, "registrar")}).error().id,
            "campaign.reviewer");
}

TEST_F(CampaignTest, AllOrNothingAndWhatEndsEndsAtOnce) {
  set_reviewer(access::kRootUnit, officer_);
  const auto campaign = start(manager_);
  const auto clerks = grant_of(clerk_, "registrar");
  const auto own = grant_of(officer_, "grant_reviewer");
  EXPECT_FALSE(decide(officer_, campaign->id, {clerks, own}));
  EXPECT_EQ(count("select count(*) from campaign_item where decided is not null"), 0);
  ASSERT_EQ(decide(officer_, campaign->id, {clerks}, oversight::GrantVerdict::end), 1);
  EXPECT_FALSE(works(clerk_, "application.decide"));
  EXPECT_EQ(count("select count(*) from campaign_item where verdict = 'ended' and decided_by = '" +
                  to_string(officer_) + "'"),
            1);
}

// A verdict after the due date brings nothing back.
TEST_F(CampaignTest, TooLateIsTooLate) {
  set_reviewer(access::kRootUnit, officer_);
  const auto campaign = start(manager_, days{1});
  const auto clerks = grant_of(clerk_, "registrar");
  const auto reviewer = actor(officer_);
  clock.advance(days{1});
  const auto context = fresh_context();
  const std::vector<Uuid> wanted{clerks};
  const auto late = run([&] {
    return campaigns_.decide(reviewer, campaign->id, wanted, oversight::GrantVerdict::keep,
                             "still in this post", context);
  });
  EXPECT_FALSE(late);
  EXPECT_FALSE(works(clerk_, "application.decide"));
}

TEST_F(CampaignTest, RemindersAndTheScheduleOfAQuarter) {
  set_reviewer(access::kRootUnit, officer_);
  ASSERT_TRUE(start(manager_, days{14}, {"registrar"}));
  sql("update outbox set kind = 'seen' where kind = 'campaign'");
  tend();
  EXPECT_TRUE(told("campaign").empty());
  for (const auto step : {days{7}, days{6}}) {
    clock.advance(step);
    tend();
    tend();
    EXPECT_EQ(told("campaign"),
              (std::vector<std::pair<Uuid, std::string>>{{officer_, "grants_review_reminder"}}));
    sql("update outbox set kind = 'seen' where kind = 'campaign'");
  }
  EXPECT_EQ(count("select count(*) from campaign where kind = 'scheduled'"), 0);
  clock.advance(days{77});
  tend();
  tend();
  EXPECT_EQ(count("select count(*) from campaign where kind = 'scheduled'"), 1);
}

TEST_F(CampaignTest, NobodyMakesHimselfAReviewerAndOnlyManagersStart) {
  const auto context = fresh_context();
  const auto manager = actor(manager_);
  EXPECT_EQ(
      run([&] { return campaigns_.set_reviewer(manager, access::kRootUnit, manager_, context); })
          .error()
          .id,
      "campaign.own");
  EXPECT_EQ(start(officer_).error().id, "access.denied");
  EXPECT_EQ(start(manager_, days{91}).error().id, "campaign.due");
  EXPECT_EQ(start(manager_, days{14}, {"approver"}).error().id, "campaign.empty");
  // A grant waits for one review at a time.
  ASSERT_TRUE(start(manager_, days{14}, {"registrar"}));
  EXPECT_EQ(start(manager_, days{14}, {"registrar"}).error().id, "campaign.empty");
}

TEST_F(CampaignTest, AMoveToAnotherUnitAsksForAReviewInFourteenDays) {
  auto affiliation = *run([&] { return people_->load(clerk_); })->affiliation;
  const auto context = fresh_context();
  const people::ActingAs by;
  affiliation.post = "senior clerk";
  ASSERT_TRUE(run([&] { return people_->set_affiliation(clerk_, affiliation, by, context); }));
  EXPECT_EQ(count("select count(*) from campaign"), 0) << "the same unit";
  affiliation.unit = tax_;
  affiliation.starts = clock.now();
  ASSERT_TRUE(run([&] { return people_->set_affiliation(clerk_, affiliation, by, context); }));
  EXPECT_EQ(count("select count(*) from campaign where kind = 'move'"), 1);
  EXPECT_TRUE(works(clerk_, "application.decide"));
  clock.advance(days{14});
  EXPECT_FALSE(works(clerk_, "application.decide"));
  EXPECT_EQ(tend(), 1);
}

TEST_F(CampaignTest, WhoLeavesHasNoGrantAndNoRequestLeft) {
  const auto leaver = staff("leaver@example.gov", tax_, clock.now() + hours{8});
  grant(leaver, "registrar");
  clock.advance(hours{8} - seconds{1});
  EXPECT_TRUE(works(leaver, "application.decide"));
  clock.advance(seconds{1});
  EXPECT_FALSE(works(leaver, "application.decide")) << "before any job ran";
  const auto now = clock.now();
  EXPECT_EQ(run([&] { return directory_->end_due_affiliations(now); }), 1);
  EXPECT_EQ(count("select count(*) from role_grant where revoked is null and person = '" +
                  to_string(leaver) + "'"),
            0);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'affiliation_ended'"), 1);
  EXPECT_EQ(sql("select body::jsonb #>> '{details,role_grants,0}' from journal_event where type = "
                "'person.affiliation_ended'")[0]
                .string(0)
                .size(),
            36U);
  // Back in service, he has nothing of before.
  auto again = *run([&] { return people_->load(leaver); })->affiliation;
  again.starts = clock.now();
  again.ends = clock.now() + days{30};
  const auto context = fresh_context();
  const people::ActingAs by;
  ASSERT_TRUE(run([&] { return people_->set_affiliation(leaver, again, by, context); }));
  EXPECT_FALSE(works(leaver, "application.decide"));
}

TEST_F(CampaignTest, TheApiAnswersAsDocumented) {
  const auto doc = json::parse(std::string(embedded::openapi().front().data)).as_object();
  const auto fits = [&](const char* path, const char* method, const http::Response& response) {
    const auto& schema = doc.at("paths")
                             .at(path)
                             .at(method)
                             .at("responses")
                             .at("200")
                             .at("content")
                             .at("application/json")
                             .at("schema");
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(test::check_schema(doc, schema, json::parse(response.body)), "") << path;
  };
  scopes_.insert("admin:campaigns.write");
  const auto campaign = start(manager_);
  ASSERT_TRUE(campaign);
  const auto path = "/campaigns/" + to_string(campaign->id);
  fits("/campaigns/{id}", "get", send({.target = path}));
  fits("/campaigns/{id}/items", "get", send({.target = path + "/items?open=true"}));
  const auto body = json::serialize(
      json::object{{"verdict", "keep"},
                   {"reason", "still in this post"},
                   {"role_grants", json::array{to_string(grant_of(clerk_, "registrar"))}}});
  fits("/campaigns/{id}/decisions", "post",
       send_as(manager_,
               {.method = http::Method::post, .target = path + "/decisions", .body = body}));
  EXPECT_EQ(
      send({.method = http::Method::post, .target = path + "/decisions", .body = body}).status, 403)
      << "the system user is no reviewer";
  const auto opened = open(session(duty_), wish());
  ASSERT_TRUE(opened);
  fits("/emergencies/{id}", "get", send({.target = "/emergencies/" + to_string(opened->id)}));
}

}  // namespace
}  // namespace tessera::endpoints
