// Search, files, history, several changes at once and "what if", as an insider would misuse them.
#include <boost/json/serialize.hpp>

#include <tessera/codec/url.hpp>

#include "endpoints/admin/lists.hpp"
#include "tests/integration/admin/console_fixture.hpp"

namespace tessera::endpoints {
namespace {

TEST_F(ConsoleTest, ASearchShowsMaskedPeopleAndIsInTheJournalWithoutItsWords) {
  grant(officer_, "person_admin");
  make_tokens();
  const auto found = post(officer_, "/admin/people/search", "name=north&birthdate=1985");
  EXPECT_EQ(found.status, 200);
  EXPECT_TRUE(shows(found, anna_));
  EXPECT_FALSE(shows(found, sven_));
  EXPECT_FALSE(has(found, "Northwood")) << "masked";
  EXPECT_EQ(events("person.searched"), 1);
  const auto body =
      sql("select body from journal_event where type = 'person.searched'")[0].string(0);
  EXPECT_NE(body.find(R"("fields":["name","birthdate"])"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("shown":1)"), std::string::npos) << body;
  EXPECT_EQ(body.find("north"), std::string::npos);
  EXPECT_EQ(post(officer_, "/admin/people/search", "name=").status, 400);
}

TEST_F(ConsoleTest, ASearchCountsAsALook) {
  grant(officer_, "person_admin");
  sql("update read_limit set most = 3");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(post(officer_, "/admin/people/search", "name=north").status, 200);
  EXPECT_EQ(post(officer_, "/admin/people/search", "name=north").status, 429);
  EXPECT_EQ(events("access.denied"), 1);
}

TEST_F(ConsoleTest, ASearchIsNoOracleForOtherUnits) {
  grant_in(officer_, "person_admin", north_);
  make_tokens();
  EXPECT_TRUE(shows(post(officer_, "/admin/people/search", "name=northwood"), anna_));
  const auto strip = [](const http::Response& response) {
    return response.body.substr(response.body.find("<h1"),
                                response.body.find("id=\"search\"") - response.body.find("<h1"));
  };
  const auto foreign = post(officer_, "/admin/people/search", "name=southby");
  const auto nobody = post(officer_, "/admin/people/search", "name=nobodyatall");
  EXPECT_EQ(foreign.status, nobody.status);
  EXPECT_EQ(strip(foreign), strip(nobody)) << "somebody elsewhere looks like nobody";
  EXPECT_FALSE(shows(foreign, sven_));
}

TEST_F(ConsoleTest, AListHoldsNobodyOfOtherUnitsWhateverItsFilters) {
  grant_in(officer_, "person_admin", north_);
  const auto own = get(officer_, "/admin/staff");
  EXPECT_EQ(own.status, 200);
  EXPECT_TRUE(shows(own, anna_));
  EXPECT_FALSE(shows(own, sven_));
  EXPECT_FALSE(shows(get(officer_, "/admin/people"), citizen_)) << "citizens are of the root";
  EXPECT_EQ(get(officer_, "/admin/staff?unit=" + to_string(south_)).status, 403);
  EXPECT_EQ(get(officer_, "/admin/staff/export?format=csv&unit=" + to_string(south_)).status, 403);
  EXPECT_EQ(get(officer_, "/admin/staff?unit=nonsense").status, 400);
  EXPECT_EQ(file(get(officer_, "/admin/staff/export?format=json")).find(to_string(sven_)),
            std::string::npos);
  EXPECT_FALSE(shows(get(officer_, "/admin/sessions"), sven_));
}

TEST_F(ConsoleTest, AFileNeedsThePermissionOfItsList) {
  grant(officer_, "auditor");
  for (const auto* list : {"people", "staff", "sessions", "keys"}) {
    EXPECT_EQ(get(officer_, std::string("/admin/") + list + "/export?format=csv").status, 403)
        << list;
  }
  EXPECT_EQ(events("list.exported"), 0);
  EXPECT_EQ(get(officer_, "/admin/journal/export?format=xml").status, 400);
}

TEST_F(ConsoleTest, AFileIsWholeRecordedAndNoFormula) {
  grant(officer_, "person_admin");
  make_clerk("Eve", north_, "=HYPERLINK(\"https://evil.example\")");
  for (int i = 0; i < 205; ++i) make_clerk("Clerk", south_);
  const auto response = get(officer_, "/admin/staff/export?format=csv");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Disposition"), "attachment; filename=\"staff.csv\"");
  const auto csv = file(response);
  EXPECT_EQ(csv.rfind("\"id\",\"state\",", 0), 0u) << csv.substr(0, 80);
  EXPECT_NE(csv.find("\"'=HYPERLINK(\"\"https://evil.example\"\")\""), std::string::npos);
  const auto rows = static_cast<std::int64_t>(std::ranges::count(csv, '\n')) - 1;
  EXPECT_EQ(rows, sql("select count(*) from affiliation")[0].integer(0));
  const auto last =
      sql("select body from journal_event where type = 'list.exported' order by n desc")[0].string(
          0);
  EXPECT_NE(last.find("\"rows\":" + std::to_string(rows)), std::string::npos) << last;
  EXPECT_NE(last.find("\"done\":true"), std::string::npos);
  const auto json = boost::json::parse(file(get(officer_, "/admin/staff/export?format=json")));
  EXPECT_EQ(json.at("items").as_array().size(), static_cast<std::size_t>(rows));
}

TEST_F(ConsoleTest, AFileEndsWithTheRoleOfItsReader) {
  grant(officer_, "person_admin");
  for (int i = 0; i < 205; ++i) make_clerk("Clerk", south_);
  auto response = get(officer_, "/admin/staff/export?format=csv");
  ASSERT_EQ(response.status, 200);
  EXPECT_FALSE(run([&] { return response.body_source(); }).empty());
  const auto id =
      sql("select id from role_grant where person = '" + to_string(officer_) + "'")[0].uuid(0);
  const auto system = access::system_actor();
  const auto context = fresh_context();
  ASSERT_TRUE(run([&] { return grants_.revoke(system, id, "moved on", {}, context); }));
  EXPECT_THROW(run([&] { return response.body_source(); }), std::runtime_error);
  EXPECT_EQ(events("access.denied"), 1);
}

TEST_F(ConsoleTest, FormulasAreTexts) {
  for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
    EXPECT_EQ(admin::csv_cell(text), "\"'" + std::string(text) + '"');
  EXPECT_EQ(admin::csv_cell("a \"b\""), "\"a \"\"b\"\"\"");
}

TEST_F(ConsoleTest, ManyAreChangedAfterAPreviewThatNamesTheirNumber) {
  grant(officer_, "person_admin");
  const auto items =
      "item=" + to_string(anna_) + "&item=" + to_string(sven_) + "&item=" + to_string(officer_);
  const auto preview =
      post(officer_, "/admin/bulk/people", "action=preview&what=suspend&why=CASE-1&" + items);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(state_of(anna_), "active") << "nothing has changed";
  EXPECT_TRUE(has(preview, "Refused: not there, or not in your units"))
      << "nobody suspends himself";
  const auto confirm =
      "action=confirm&what=suspend&why=CASE-1&seen=" + field(preview, "seen") + '&' + items;
  EXPECT_EQ(post(officer_, "/admin/bulk/people", confirm + "&count=3").status, 400)
      << "the wrong number";
  EXPECT_EQ(state_of(anna_), "active");
  const auto done = post(officer_, "/admin/bulk/people", confirm + "&count=2");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(state_of(anna_), "suspended");
  EXPECT_EQ(state_of(sven_), "suspended");
  EXPECT_EQ(state_of(officer_), "active");
  EXPECT_EQ(post(officer_, "/admin/bulk/people", confirm + "&count=2").status, 409)
      << "a stale preview";
}

TEST_F(ConsoleTest, APreviewThatIsStaleDoesNothing) {
  grant(officer_, "person_admin");
  const auto items = "item=" + to_string(anna_) + "&item=" + to_string(sven_);
  const auto preview =
      post(officer_, "/admin/bulk/people", "action=preview&what=suspend&why=CASE-1&" + items);
  const auto context = fresh_context();
  const people::ActingAs by;
  run([&] {
    return people_->change_state(sven_, people::PersonState::closed, "left", by, context);
  });
  const auto refused =
      post(officer_, "/admin/bulk/people",
           "action=confirm&what=suspend&why=CASE-1&count=2&seen=" + field(preview, "seen") + '&' +
               items);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(state_of(anna_), "active");
  EXPECT_NE(field(refused, "seen"), field(preview, "seen")) << "the preview as it is now";
  // Other people than those of the preview, another change than that of the preview.
  const auto seen = "&seen=" + field(refused, "seen");
  EXPECT_EQ(post(officer_, "/admin/bulk/people",
                 "action=confirm&what=suspend&why=CASE-1&count=1&item=" + to_string(clerk_) + seen)
                .status,
            409);
  EXPECT_EQ(post(officer_, "/admin/bulk/people",
                 "action=confirm&what=end_sessions&why=CASE-1&count=1&" + items + seen)
                .status,
            409);
}

TEST_F(ConsoleTest, FieldsThatTheFormDoesNotHaveCountForNothing) {
  grant(officer_, "person_admin");
  const auto item = "item=" + to_string(anna_);
  const auto more =
      "&state=closed&to=erased&version=1&ial=3&unit=" + to_string(south_) + "&role=operator";
  const auto preview =
      post(officer_, "/admin/bulk/people", "action=preview&what=suspend&why=CASE-1&" + item + more);
  ASSERT_EQ(preview.status, 200);
  ASSERT_EQ(post(officer_, "/admin/bulk/people",
                 "action=confirm&count=1&what=suspend&why=CASE-1&seen=" + field(preview, "seen") +
                     '&' + item + more)
                .status,
            200);
  EXPECT_EQ(state_of(anna_), "suspended");
  const auto anna = run([&] { return people_->load(anna_); });
  EXPECT_EQ(anna->ial, Ial::ial2);
  EXPECT_EQ(anna->affiliation->unit, north_);
  for (const auto* what : {"erase", "activate", "", "revoke"})
    EXPECT_EQ(post(officer_, "/admin/bulk/people",
                   std::string("action=preview&why=CASE-1&what=") + what + '&' + item)
                  .status,
              400)
        << what;
}

TEST_F(ConsoleTest, ManyOfOtherUnitsAreRefusedWithoutAWordAboutThem) {
  grant_in(officer_, "person_admin", north_);
  const auto preview = post(officer_, "/admin/bulk/people",
                            "action=preview&what=suspend&why=CASE-1&item=" + to_string(sven_) +
                                "&item=" + to_string(Uuid{{1, 2, 3}}));
  ASSERT_EQ(preview.status, 200);
  EXPECT_TRUE(field(preview, "seen").empty()) << "nothing to confirm";
  EXPECT_FALSE(has(preview, "active"));
  EXPECT_EQ(events("access.denied"), 2);
}

TEST_F(ConsoleTest, SessionsOfManyEnd) {
  grant(officer_, "person_admin");
  const Uuid session{{8}};
  sessions_.live[session] = {.id = session, .person = anna_, .acr = Acr::aal2_phr};
  const auto item = "item=" + to_string(anna_) + "&item=" + to_string(sven_);
  const auto preview =
      post(officer_, "/admin/bulk/people", "action=preview&what=end_sessions&why=CASE-1&" + item);
  EXPECT_TRUE(has(preview, "Nothing to do: no live session"));
  ASSERT_EQ(post(officer_, "/admin/bulk/people",
                 "action=confirm&count=1&what=end_sessions&why=CASE-1&seen=" +
                     field(preview, "seen") + '&' + item)
                .status,
            200);
  EXPECT_FALSE(sessions_.live.contains(session));
}

TEST_F(ConsoleTest, GrantsOfManyAreRevokedEachWithItsEvent) {
  grant(officer_, "role_admin");
  grant_in(anna_, "auditor", north_);
  grant_in(sven_, "auditor", south_);
  std::string items;
  const auto rows = sql("select id from role_grant where role = 'auditor'");
  for (std::size_t i = 0; i < rows.size(); ++i) items += "&item=" + rows[i].string(0);
  const auto preview = post(officer_, "/admin/bulk/role-grants",
                            "action=preview&what=revoke&why=reorganised" + items);
  ASSERT_EQ(preview.status, 200) << preview.body;
  ASSERT_EQ(post(officer_, "/admin/bulk/role-grants",
                 "action=confirm&count=2&what=revoke&why=reorganised&seen=" +
                     field(preview, "seen") + items)
                .status,
            200);
  EXPECT_EQ(events("role_grant.revoked"), 2);
}

TEST_F(ConsoleTest, EveryFormNeedsTheTokenOfItsBrowser) {
  for (const auto* role : {"person_admin", "client_admin"}) grant(officer_, role);
  int forms = 0;
  for (const auto& route : pages_.routes()) {
    if (route->method != http::Method::post) continue;
    auto path = route->path;
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, to_string(anna_));
    EXPECT_EQ(visit(officer_, http::Method::post, path, "action=x").status, 403) << path;
    ++forms;
  }
  EXPECT_GT(forms, 10);
}

TEST_F(ConsoleTest, WhatIsAskedIsExplainedGrantByGrant) {
  grant(officer_, "role_admin");
  grant_in(anna_, "auditor", north_);
  const auto ask = "person=" + to_string(anna_) + "&permission=client.read&change=&unit=";
  const auto there = post(officer_, "/admin/access", ask + to_string(north_));
  ASSERT_EQ(there.status, 200) << there.body;
  EXPECT_TRUE(has(there, "A role grant allows it (granted)"));
  EXPECT_TRUE(has(there, "id=\"tried\""));
  const auto elsewhere = post(officer_, "/admin/access", ask + to_string(south_));
  EXPECT_TRUE(has(elsewhere, "The grant is for other units (outside_unit)"));
  EXPECT_EQ(events("access.explained"), 2);
  EXPECT_EQ(
      post(officer_, "/admin/access", "person=" + to_string(anna_) + "&permission=no.such").status,
      400);
}

TEST_F(ConsoleTest, AChangeIsTriedWithoutBeingMade) {
  grant(officer_, "role_admin");
  grant_in(anna_, "auditor", north_);
  const auto grants = sql("select count(*) from role_grant")[0].integer(0);
  const auto person = "person=" + to_string(anna_) + "&permission=";
  const auto given = post(officer_, "/admin/access",
                          person + "&change=give&role=registrar&in_unit=" + to_string(north_));
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_TRUE(has(given, "application.decide"));
  EXPECT_TRUE(has(given, "application.decide + audit_event.read")) << "a conflict of duties";
  const auto id = sql("select id from role_grant where role = 'auditor'")[0].string(0);
  const auto ended = post(officer_, "/admin/access", person + "&change=end&grant=" + id);
  EXPECT_TRUE(has(ended, "audit_event.read"));
  const auto changed =
      post(officer_, "/admin/access", person + "&change=role&role=auditor&remove=client.read");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_TRUE(has(changed, "client.read"));
  EXPECT_EQ(sql("select count(*) from role_grant")[0].integer(0), grants);
  EXPECT_EQ(events("role.changed"), 0);
}

TEST_F(ConsoleTest, GrantsOfOtherUnitsAreNotExplained) {
  grant_in(officer_, "person_admin", north_);  // holds role_grant.read there
  grant_in(anna_, "auditor", south_);
  const auto answer = post(
      officer_, "/admin/access",
      "person=" + to_string(anna_) + "&permission=client.read&change=&unit=" + to_string(south_));
  ASSERT_EQ(answer.status, 200);
  EXPECT_FALSE(has(answer, "/admin/role-grants/"));
  for (const auto& other : {sven_, Uuid{{1, 2, 3}}}) {
    const auto fields = "person=" + to_string(other) + "&permission=client.read";
    EXPECT_EQ(post(officer_, "/admin/access", fields).status, 404)
        << "somebody elsewhere or nobody";
  }
}

}  // namespace
}  // namespace tessera::endpoints
