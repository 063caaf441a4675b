// What was done to a thing or a person is shown to whoever may see the thing, and filters to
// whoever may see the unit.
#include "tests/integration/admin/console_fixture.hpp"

namespace tessera::endpoints {
namespace {

TEST_F(ConsoleTest, AHistoryIsReadByWhoMayReadTheThing) {
  grant(officer_, "role_admin");
  grant_in(anna_, "auditor", north_);
  const auto id = sql("select id from role_grant where role = 'auditor'")[0].string(0);
  const auto path = "/admin/history/role_grant/" + id;
  const auto history = get(officer_, path);
  ASSERT_EQ(history.status, 200) << history.body;
  EXPECT_TRUE(has(history, "role_grant.created"));
  EXPECT_EQ(events("journal.read"), 1);
  EXPECT_EQ(get(officer_, "/admin/history/client/" + id).status, 403);
  EXPECT_EQ(get(officer_, "/admin/history/password/" + id).status, 404);
  EXPECT_EQ(get(officer_, "/admin/history/unit/" + to_string(north_)).status, 200);
  EXPECT_TRUE(has(get(officer_, "/admin/history/unit/" + to_string(north_)), "unit.created"));
}

TEST_F(ConsoleTest, APersonsHistoryShowsEachKindOnlyToWhoMayOpenItsOwnPage) {
  grant_in(anna_, "registrar", north_);
  grant_in(anna_, "client_admin", south_);
  const auto write = [&](const char* type) {
    audit::Event event = access::make_event(type, access::system_actor(), fresh_context());
    event.subject = anna_;
    run([&] { return journal_.append_one(std::move(event)); });
  };
  for (const auto* type : {"session.ended", "recovery.started", "account_case.viewed",
                           "work_case.opened", "authenticator.added", "access.denied"})
    write(type);
  const access::NewRole viewer{
      .name = "viewer", .title = "Viewer", .permissions = {"person.list", "role_grant.read"}};
  const auto system = access::system_actor();
  const auto context = fresh_context();
  ASSERT_TRUE(run([&] { return roles_.create(system, viewer, context); }));
  grant_in(officer_, "viewer", north_);
  const auto path = "/admin/history/person/" + to_string(anna_);
  const auto seen = get(officer_, path);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_TRUE(has(seen, "person.created"));
  EXPECT_TRUE(has(seen, "role: registrar"));
  EXPECT_FALSE(has(seen, "role: client_admin")) << "a grant in another unit";
  for (const auto* type : {"session.ended", "recovery.started", "account_case.viewed",
                           "work_case.opened", "authenticator.added", "access.denied"})
    EXPECT_FALSE(has(seen, type)) << type;
  grant_in(officer_, "person_admin", north_);
  const auto more = get(officer_, path);
  EXPECT_TRUE(has(more, "session.ended"));
  EXPECT_TRUE(has(more, "account_case.viewed"));
  EXPECT_FALSE(has(more, "recovery.started"));
}

TEST_F(ConsoleTest, APersonsHistoryCountsAsALook) {
  grant(officer_, "person_admin");
  sql("update read_limit set most = 2");
  const auto path = "/admin/history/person/" + to_string(anna_);
  EXPECT_EQ(get(officer_, path).status, 200);
  EXPECT_EQ(get(officer_, path).status, 200);
  EXPECT_EQ(get(officer_, path).status, 429);
  EXPECT_EQ(get(officer_, "/admin/history/unit/" + to_string(north_)).status, 200);
}

TEST_F(ConsoleTest, AListIsFilteredByTheNameOfAUnitThatTheVisitorMaySee) {
  grant_in(officer_, "person_admin", north_);
  const auto named = get(officer_, "/admin/staff?unit=North");
  EXPECT_EQ(named.status, 200) << named.body;
  EXPECT_TRUE(shows(named, anna_));
  EXPECT_TRUE(has(named, "<option value=\"" + to_string(north_) + "\" selected>")) << "a choice";
  EXPECT_EQ(get(officer_, "/admin/staff?unit=South").status, 400) << "as if there were none";
  EXPECT_EQ(get(officer_, "/admin/staff?unit=Atlantis").status, 400);
  grant(officer_, "role_admin");
  grant_in(sven_, "client_admin", south_);
  const auto grants = get(officer_, "/admin/role-grants?in_unit=South");
  EXPECT_TRUE(has(grants, "client_admin"));
  EXPECT_FALSE(has(get(officer_, "/admin/role-grants?in_unit=North"), ">client_admin</td>"));
  make_unit("Northern lights");
  EXPECT_EQ(get(officer_, "/admin/role-grants?in_unit=Nor").status, 400) << "which one?";
  EXPECT_EQ(get(officer_, "/admin/role-grants?in_unit=North").status, 200) << "just this name";
}

}  // namespace
}  // namespace tessera::endpoints
