// The pages of administration: every page renders for whoever may see it, and for nobody else; forms need the
// token of their browser.
#include <boost/json/serialize.hpp>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::string_view kCookie = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

class AdminPagesTest : public AdminTest {
 protected:
  http::Response visit(const Uuid& person, http::Method method, std::string target, std::string body = {},
                       Acr acr = Acr::aal2) {
    const auto session = make_uuid4(random);
    sessions_.live[session] = {.id = session, .person = person, .acr = acr};
    http::Request request{.method = method, .body = std::move(body), .host = "localhost", .context = fresh_context()};
    request.context.locale = "en";
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = {{"cookie", "__Host-session=" + to_string(session) + "; __Host-csrf=" + std::string(kCookie)},
                       {"origin", "https://localhost"},
                       {"content-type", "application/x-www-form-urlencoded"}};
    const auto match = pages_.find(method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); });
  }
  http::Response get(const Uuid& person, const std::string& target) { return visit(person, http::Method::get, target); }
  http::Response post(const Uuid& person, const std::string& target, const std::string& fields) {
    return visit(person, http::Method::post, target, fields + "&csrf=" + csrf_token(*keyring().get(), kCookie));
  }
};

TEST_F(AdminPagesTest, EveryPageOpensForItsRole) {
  grant(officer_, "person_admin");
  for (const auto* path : {"/admin", "/admin/people", "/admin/people?login=clerk%40example.gov", "/admin/invitations",
                           "/admin/units", "/admin/roles", "/admin/role-grants"}) {
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

TEST_F(AdminPagesTest, OnlyCivilServantsWithARoleAtAal2Enter) {
  EXPECT_EQ(get(citizen_, "/admin").status, 403);
  EXPECT_EQ(get(officer_, "/admin").status, 403) << "no role";
  grant(officer_, "auditor");
  EXPECT_EQ(get(officer_, "/admin").status, 200);
  const auto weak = visit(officer_, http::Method::get, "/admin/journal", {}, Acr::aal1);
  EXPECT_EQ(weak.status, 303);
  EXPECT_EQ(header(weak, "Location").rfind("/sign-in?flow=", 0), 0U);
  EXPECT_EQ(get(officer_, "/admin/journal").status, 200);
  EXPECT_EQ(events("journal.read"), 1);
}

TEST_F(AdminPagesTest, ARoleIsGrantedAndRevokedInTheBrowser) {
  grant(officer_, "role_admin");
  const std::string fields = "login=clerk%40example.gov&role=registrar&reason=new+post&ends=&unit=" + to_string(access::kRootUnit);
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/role-grants", fields).status, 403) << "no CSRF token";
  EXPECT_EQ(events("role_grant.created"), 1);
  const auto granted = post(officer_, "/admin/role-grants", fields);
  EXPECT_EQ(granted.status, 303);
  EXPECT_EQ(header(granted, "Location"), "/admin/role-grants?done=granted");
  EXPECT_EQ(post(officer_, "/admin/role-grants", fields).status, 409) << "twice";
  const auto id = sql("select id from role_grant where role = 'registrar'")[0].string(0);
  EXPECT_EQ(get(officer_, "/admin/role-grants/" + id).status, 200);
  EXPECT_EQ(post(officer_, "/admin/role-grants/" + id, "why=left").status, 303);
  EXPECT_EQ(events("role_grant.revoked"), 1);
  const std::string mine = "login=officer%40example.gov&role=registrar&reason=me&ends=&unit=" + to_string(access::kRootUnit);
  EXPECT_EQ(post(officer_, "/admin/role-grants", mine).status, 403) << "to himself";
}

TEST_F(AdminPagesTest, ValuesAreShownForAPurposeOnly) {
  grant(officer_, "person_admin");
  const auto path = "/admin/people/" + to_string(clerk_);
  EXPECT_EQ(post(officer_, path, "action=reveal&purpose=&reference=T-1&attribute=given_name").status, 400);
  const auto shown = post(officer_, path, "action=reveal&purpose=support&reference=T-1&attribute=given_name");
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("Ada"), std::string::npos);
  EXPECT_EQ(events("person.read"), 1);
  EXPECT_EQ(post(officer_, path, "action=suspend&case=T-2").status, 303);
  EXPECT_EQ(sql("select state from person where id = '" + to_string(clerk_) + "'")[0].string(0), "suspended");
}

TEST_F(AdminPagesTest, AClientIsMadeAndItsSecretShownOnce) {
  grant(officer_, "client_admin");
  const auto made = post(officer_, "/admin/clients", "name=Portal&owner=City&redirect_uri=https%3A%2F%2Fp.example%2Fcb&auth_method=client_secret_basic&status=draft");
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
  EXPECT_EQ(post(officer_, "/admin/clients", "name=Other&redirect_uri=https%3A%2F%2Fo.example%2Fcb&status=approved").status, 200);
  EXPECT_EQ(clients_.all.rbegin()->second.status, oauth::ClientStatus::approved);
}

}  // namespace
}  // namespace tessera::endpoints
