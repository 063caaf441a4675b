// The pages of administration: every page renders for whoever may see it, and for nobody else;
// forms need the token of their browser.
#include <boost/json/serialize.hpp>

#include <tessera/authn/sign_in_request.hpp>

#include "tests/integration/admin/pages_fixture.hpp"

namespace tessera::endpoints {
namespace {

TEST_F(AdminPagesTest, EveryPageOpensForItsRole) {
  grant(officer_, "person_admin");
  for (const auto* path : {"/admin", "/admin/people", "/admin/invitations", "/admin/units",
                           "/admin/roles", "/admin/role-grants"}) {
    const auto response = get(officer_, path);
    EXPECT_EQ(response.status, 200) << path << response.body;
    EXPECT_NE(response.body.find("<h1"), std::string::npos) << path;
  }
  const auto person = get(officer_, "/admin/people/" + to_string(clerk_));
  EXPECT_EQ(person.status, 200);
  EXPECT_EQ(person.body.find("Ada"), std::string::npos) << "masked";
  EXPECT_EQ(get(officer_, "/admin/clients").status, 403);
  EXPECT_EQ(get(officer_, "/admin/journal").status, 403);
  EXPECT_EQ(get(officer_, "/admin/people/" + to_string(officer_)).status, 403) << "own record";
}

TEST_F(AdminPagesTest, ARegistrarWhoSawThePersonOpensARecovery) {
  const people::ActingAs system;
  people::NewPerson wanted;
  wanted.citizen = true;
  wanted.logins = {"lost@example.org"};
  const auto context = fresh_context();
  const auto lost = run([&] { return people_->create(wanted, system, context); });
  ASSERT_TRUE(lost);
  const std::string fields = "action=vouch&login=lost%40example.org&reference=CASE-7";
  EXPECT_EQ(get(officer_, "/admin/recovery").status, 403);
  EXPECT_EQ(post(officer_, "/admin/recovery", fields + "&document=passport&seen=yes").status, 403);
  grant(officer_, "registrar");
  EXPECT_EQ(get(officer_, "/admin/recovery").status, 200);
  for (const auto* wrong : {"", "&document=passport", "&seen=yes", "&document=letter&seen=yes"}) {
    EXPECT_EQ(post(officer_, "/admin/recovery", fields + wrong).status, 400) << wrong;
  }
  EXPECT_TRUE(recovery_.vouched.empty());
  const auto done = post(officer_, "/admin/recovery", fields + "&document=passport&seen=yes");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_NE(done.body.find("7K4Q-93QM-XF2C-7K4Q-93QM-XF2C"), std::string::npos);
  ASSERT_EQ(recovery_.vouched.size(), 1u);
  EXPECT_EQ(recovery_.vouched[0].person, lost->id);
  EXPECT_EQ(recovery_.vouched[0].officer, officer_);
  EXPECT_EQ(recovery_.vouched[0].reason, "passport CASE-7");
}

TEST_F(AdminPagesTest, ALoginIsLookedUpFromAFormAndNotFromAnAddress) {
  grant(officer_, "person_admin");
  const auto link = "/admin/people/" + to_string(clerk_);
  const std::string path = "/admin/people/search";
  const auto found = post(officer_, path, "login=clerk%40example.gov");
  EXPECT_EQ(found.status, 200);
  EXPECT_NE(found.body.find(link), std::string::npos);
  EXPECT_EQ(visit(officer_, http::Method::post, path, "login=x").status, 403) << "no CSRF token";
  EXPECT_EQ(post(officer_, path, "login=nobody").body.find(link), std::string::npos);
  const auto before = events("person.searched");
  EXPECT_EQ(get(officer_, path + "?login=clerk%40example.gov").status, 200);
  EXPECT_EQ(events("person.searched"), before) << "the form, as without it";
}

TEST_F(AdminPagesTest, OnlyCivilServantsWithARoleAndAPhishingResistantSignInEnter) {
  EXPECT_EQ(get(citizen_, "/admin").status, 403);
  EXPECT_EQ(get(officer_, "/admin").status, 403) << "no role";
  grant(officer_, "auditor");
  EXPECT_EQ(get(officer_, "/admin").status, 200);
  const auto weak = visit(officer_, http::Method::get, "/admin/journal", {}, Acr::aal1);
  EXPECT_EQ(weak.status, 303);
  EXPECT_EQ(header(weak, "Location").rfind("/sign-in?flow=", 0), 0U);
  const auto phishable = visit(officer_, http::Method::get, "/admin/journal", {}, Acr::aal2);
  ASSERT_EQ(phishable.status, 303);
  const auto flow = header(phishable, "Location").substr(std::string("/sign-in?flow=").size());
  const auto wish = authn::open_flow(flow, *keyring().get(), clock.now());
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->request.wanted, Acr::aal2_phr);
  EXPECT_TRUE(wish->request.essential) << "who cannot reach it is told what is missing";
  EXPECT_EQ(get(officer_, "/admin/journal").status, 200);
  EXPECT_EQ(events("journal.read"), 1);
}

TEST_F(AdminPagesTest, ARoleIsGrantedAndRevokedInTheBrowser) {
  grant(officer_, "role_admin");
  const std::string fields =
      "login=clerk%40example.gov&role=client_admin&reason=new+post&ends=&unit=" +
      to_string(access::kRootUnit);
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/role-grants", fields).status, 403)
      << "no CSRF token";
  EXPECT_EQ(events("role_grant.created"), 1);
  const auto granted = post(officer_, "/admin/role-grants", fields);
  EXPECT_EQ(granted.status, 303);
  EXPECT_EQ(header(granted, "Location"), "/admin/role-grants?done=granted");
  EXPECT_EQ(post(officer_, "/admin/role-grants", fields).status, 409) << "twice";
  const auto id = sql("select id from role_grant where role = 'client_admin'")[0].string(0);
  EXPECT_EQ(get(officer_, "/admin/role-grants/" + id).status, 200);
  EXPECT_EQ(post(officer_, "/admin/role-grants/" + id, "why=left").status, 303);
  EXPECT_EQ(events("role_grant.revoked"), 1);
  const std::string mine = "login=officer%40example.gov&role=client_admin&reason=me&ends=&unit=" +
                           to_string(access::kRootUnit);
  EXPECT_EQ(post(officer_, "/admin/role-grants", mine).status, 403) << "to himself";
}

TEST_F(AdminPagesTest, ValuesAreShownForAPurposeOnly) {
  grant(officer_, "person_admin");
  const auto path = "/admin/people/" + to_string(clerk_);
  const std::string wish = "action=reveal&reference=T-1&attribute=given_name";
  EXPECT_EQ(post(officer_, path, wish).status, 403) << "no case";
  const auto context = fresh_context();
  const auto system = access::system_actor();
  const auto opened = run([&] {
    return cases_.open(system,
                       {.purpose = "support",
                        .reference = "T-17",
                        .person = clerk_,
                        .assignee = officer_,
                        .reason = "asked for help"},
                       context);
  });
  ASSERT_TRUE(opened);
  EXPECT_NE(get(officer_, path).body.find("T-17"), std::string::npos) << "his cases are offered";
  const auto in_case = path + "?purpose=support&case=" + to_string(opened->id);
  const auto masked = get(officer_, in_case);
  EXPECT_EQ(masked.status, 200);
  EXPECT_EQ(masked.body.find("Ada"), std::string::npos);
  const auto shown = post(officer_, in_case, wish);
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("Ada"), std::string::npos);
  EXPECT_EQ(events("person.read"), 1);
  EXPECT_EQ(post(officer_, path, "action=intervene&event=suspend&case=T-2").status, 303);
  EXPECT_EQ(sql("select state from person where id = '" + to_string(clerk_) + "'")[0].string(0),
            "suspended");
}

TEST_F(AdminPagesTest, AClientIsMadeAndItsSecretShownOnce) {
  grant(officer_, "client_admin");
  const auto made = post(officer_, "/admin/clients",
                         "name=Portal&owner=City&redirect_uri=https%3A%2F%2Fp.example%2Fcb&auth_"
                         "method=client_secret_basic&status=draft");
  EXPECT_EQ(made.status, 200);
  EXPECT_NE(made.body.find("s3cret"), std::string::npos);
  EXPECT_EQ(clients_.last_by.id, officer_);
  EXPECT_EQ(clients_.last_by.role, "client_admin");
  const auto path = "/admin/clients/" + to_string(clients_.all.begin()->first);
  const auto shown = get(officer_, path);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body.find("s3cret"), std::string::npos);
  EXPECT_EQ(post(officer_, path, "action=approve&reason=checked").status, 303);
  EXPECT_EQ(clients_.all.begin()->second.status, oauth::ClientStatus::approved);
  EXPECT_EQ(post(officer_, path, "action=rotate&overlap=day").status, 200);
  EXPECT_EQ(post(officer_, path, "action=nonsense").status, 400);
  EXPECT_EQ(post(officer_, "/admin/clients",
                 "name=Other&redirect_uri=https%3A%2F%2Fo.example%2Fcb&status=approved")
                .status,
            200);
  EXPECT_EQ(clients_.all.rbegin()->second.status, oauth::ClientStatus::approved);
}

TEST_F(AdminPagesTest, ARefusedFormComesBackWithWhatIsWrong) {
  grant(officer_, "role_admin");
  const std::string root = to_string(access::kRootUnit);
  const std::string more = "&action=grant&role=registrar&unit=" + root;
  const auto other = post(officer_, "/admin/role-grants",
                          "login=citizen%40example.org&reason=new+post&ends=" + more);
  EXPECT_EQ(other.status, 409);
  EXPECT_NE(other.body.find("id=\"error-summary\""), std::string::npos);
  EXPECT_NE(other.body.find("<a href=\"#login\">" + renderer_.text("role_grant.not_staff", "en")),
            std::string::npos);
  EXPECT_NE(other.body.find("id=\"login-error\""), std::string::npos) << "beside its field";
  EXPECT_NE(other.body.find("value=\"citizen@example.org\""), std::string::npos)
      << "what was typed";
  EXPECT_NE(other.body.find("value=\"new post\""), std::string::npos);
  EXPECT_NE(other.body.find("value=\"registrar\" selected"), std::string::npos);
  EXPECT_NE(other.body.find("<title>Error:"), std::string::npos);
  const auto late = post(officer_, "/admin/role-grants",
                         "login=clerk%40example.gov&reason=new+post&ends=2001-01-01" + more);
  EXPECT_EQ(late.status, 400);
  EXPECT_NE(late.body.find("id=\"ends-error\""), std::string::npos);
  EXPECT_EQ(late.body.find("id=\"login-error\""), std::string::npos);
  const auto unread = post(officer_, "/admin/role-grants",
                           "login=clerk%40example.gov&reason=new+post&ends=soon" + more);
  EXPECT_EQ(unread.status, 400);
  EXPECT_NE(unread.body.find("<a href=\"#ends\">" + renderer_.text("admin.date", "en")),
            std::string::npos);
  const auto mine = post(officer_, "/admin/role-grants",
                         "login=officer%40example.gov&reason=for+me&ends=" + more);
  EXPECT_EQ(mine.status, 403);
  EXPECT_NE(mine.body.find(renderer_.text("access.denied", "en")), std::string::npos);
  EXPECT_EQ(events("role_grant.created"), 1);
}

TEST_F(AdminPagesTest, ErrorsOfARegistrationStandBesideTheirFields) {
  grant(officer_, "client_admin");
  clients_.refusal = Error{
      .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
  clients_.refusal->fields = {{"/redirect_uris/0", "not_a_redirect_uri", {}},
                              {"/owner", "required", {}},
                              {"/sector", "required", {}}};
  const std::string fields =
      "action=create&name=Po%22rtal&owner=&redirect_uri=http%3A%2F%2Fp.example&auth_method=none&"
      "status=approved";
  const auto refused = post(officer_, "/admin/clients", fields);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("<a href=\"#redirect_uri\">" +
                              renderer_.text("admin.field.not_a_redirect_uri", "en")),
            std::string::npos);
  EXPECT_NE(
      refused.body.find("<a href=\"#owner\">" + renderer_.text("admin.field.owner.required", "en")),
      std::string::npos);
  EXPECT_NE(refused.body.find("value=\"Po&quot;rtal\""), std::string::npos);
  EXPECT_NE(refused.body.find("value=\"none\" selected"), std::string::npos);
  EXPECT_NE(refused.body.find("value=\"approved\" selected"), std::string::npos);
  clients_.refusal =
      Error{.code = Errc::conflict, .id = "client.strange", .text = "Two moons are up."};
  EXPECT_NE(post(officer_, "/admin/clients", fields).body.find("Two moons are up."),
            std::string::npos);
  clients_.refusal.reset();
  const auto fresh = get(officer_, "/admin/clients").body;
  EXPECT_NE(fresh.find("value=\"draft\" selected"), std::string::npos)
      << "approval is a second step";
  EXPECT_EQ(fresh.find("value=\"approved\" selected"), std::string::npos);
}

TEST_F(AdminPagesTest, TablesNameUnitsAndLinkOnlyWhatMayBeOpened) {
  grant(officer_, "role_admin");
  grant(clerk_, "auditor");
  const auto root = sql("select name from unit where parent is null")[0].string(0);
  const auto link = "href=\"/admin/people/" + to_string(clerk_) + '"';
  const auto table = get(officer_, "/admin/role-grants").body;
  EXPECT_NE(table.find("<td class=\"govuk-table__cell\">" + root + "</td>"), std::string::npos);
  EXPECT_NE(table.find(link), std::string::npos);
  EXPECT_NE(table.find("clerk, Ministry"), std::string::npos);
  EXPECT_EQ(table.find("href=\"/admin/people/" + to_string(officer_)), std::string::npos)
      << "own record";
  EXPECT_EQ(table.find("Ada"), std::string::npos) << "names are shown for a purpose only";
  const auto as_auditor = get(clerk_, "/admin/role-grants").body;
  EXPECT_EQ(as_auditor.find("href=\"/admin/people/"), std::string::npos)
      << "an auditor opens no person";
  EXPECT_NE(as_auditor.find("<td class=\"govuk-table__cell\">" + to_string(officer_).substr(0, 8) +
                            "</td>"),
            std::string::npos);
  EXPECT_EQ(as_auditor.find("id=\"create-grant\""), std::string::npos);
  EXPECT_EQ(events("access.denied"), 0) << "a page asks for nothing that it may not";
}

}  // namespace
}  // namespace tessera::endpoints
