// The desk of reported accounts, and sessions that staff end.
#include <boost/json/serialize.hpp>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::string_view kCookie = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

class CasePagesTest : public AdminTest {
 protected:
  http::Response visit(const Uuid& person, http::Method method, const std::string& path,
                       std::string fields = {}) {
    const auto session = make_uuid4(random);
    sessions_.live[session] = {.id = session, .person = person, .acr = Acr::aal2_phr};
    if (method == http::Method::post) fields += "&csrf=" + csrf_token(*keyring().get(), kCookie);
    http::Request request{.method = method,
                          .body = std::move(fields),
                          .host = "localhost",
                          .context = fresh_context()};
    request.context.locale = "en";
    request.path = path;
    request.headers = {{"cookie", "__Host-session=" + to_string(session) +
                                      "; __Host-csrf=" + std::string(kCookie)},
                       {"origin", "https://localhost"},
                       {"content-type", "application/x-www-form-urlencoded"}};
    const auto match = pages_.find(method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    auto response = run([&] { return match.route->handler(request); });
    sessions_.live.erase(session);
    return response;
  }
  std::string state_of(const Uuid& person) {
    return sql("select state from person where id = '" + to_string(person) + "'")[0].string(0);
  }
};

TEST_F(CasePagesTest, TheQueueOpensForItsRolesAndNobodyElse) {
  const auto id = reported();
  EXPECT_EQ(visit(officer_, http::Method::get, "/admin/cases").status, 403);
  grant(officer_, "auditor");
  EXPECT_EQ(visit(officer_, http::Method::get, "/admin/cases").status, 403);
  EXPECT_EQ(visit(officer_, http::Method::get, "/admin/cases/" + id).status, 403);
  EXPECT_EQ(
      visit(officer_, http::Method::post, "/admin/cases/" + id, "action=release&reason=x").status,
      403);
  EXPECT_EQ(state_of(citizen_), "frozen");
  EXPECT_GE(events("access.denied"), 3);
}

TEST_F(CasePagesTest, ACaseIsNotedReleasedAndClosed) {
  grant(officer_, "registrar");
  const auto id = reported();
  const auto queue = visit(officer_, http::Method::get, "/admin/cases");
  EXPECT_EQ(queue.status, 200);
  EXPECT_NE(queue.body.find("/admin/cases/" + id), std::string::npos);
  const auto path = "/admin/cases/" + id;
  const auto shown = visit(officer_, http::Method::get, path);
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("Your password was changed"), std::string::npos);
  EXPECT_EQ(events("account_case.viewed"), 1);
  EXPECT_EQ(visit(officer_, http::Method::post, path, "action=release&reason=").status, 400);
  EXPECT_EQ(state_of(citizen_), "frozen");
  EXPECT_EQ(visit(officer_, http::Method::post, path, "action=note&note=called+back").status, 303);
  EXPECT_EQ(visit(officer_, http::Method::post, path, "action=release&reason=her+own+phone").status,
            303);
  EXPECT_EQ(state_of(citizen_), "active");
  EXPECT_EQ(events("person.unfrozen"), 1);
  EXPECT_EQ(visit(officer_, http::Method::post, path, "action=release&reason=again").status, 409);
  const auto closed = visit(officer_, http::Method::get, path);
  EXPECT_NE(closed.body.find("called back"), std::string::npos);
  EXPECT_NE(closed.body.find("her own phone"), std::string::npos);
  EXPECT_EQ(closed.body.find("id=\"case-release\""), std::string::npos);
  EXPECT_EQ(visit(officer_, http::Method::get, "/admin/cases/" + to_string(citizen_)).status, 404);
}

TEST_F(CasePagesTest, SessionsAreEndedWithAReferenceOnly) {
  grant(officer_, "person_admin");
  const Uuid session{{8, 8}};
  sessions_.live[session] = {.id = session, .person = citizen_, .user_agent = "Firefox on Linux"};
  const auto path = "/admin/people/" + to_string(citizen_) + "/sessions";
  const auto shown = visit(officer_, http::Method::get, path);
  EXPECT_EQ(shown.status, 200) << shown.body;
  EXPECT_NE(shown.body.find("Firefox on Linux"), std::string::npos);
  EXPECT_EQ(visit(officer_, http::Method::post, path, "action=end&session=&reference=").status,
            400);
  EXPECT_TRUE(sessions_.live.contains(session));
  EXPECT_EQ(visit(officer_, http::Method::post, path,
                  "action=end&session=" + to_string(session) + "&reference=T-1")
                .status,
            303);
  EXPECT_FALSE(sessions_.live.contains(session));
  EXPECT_EQ(sessions_.references, std::vector<std::string>{"T-1"});
}

TEST_F(CasePagesTest, AnOfficerConfirmsANewIdentityCheckAndNobodyElse) {
  const auto context = fresh_context();
  const people::ActingAs by;
  ASSERT_TRUE(run([&] {
    return interventions_.intervene(citizen_, people::InterventionEvent::require_reproof, "T-1", by,
                                    context);
  }));
  const std::string path = "/admin/reproofing";
  const std::string fields =
      "action=reproof&login=citizen%40example.org&reference=T-2&document=passport";
  grant(clerk_, "auditor");
  EXPECT_EQ(visit(clerk_, http::Method::get, path).status, 403);
  EXPECT_EQ(visit(clerk_, http::Method::post, path, fields + "&seen=yes").status, 403);
  grant(officer_, "registrar");
  EXPECT_EQ(visit(officer_, http::Method::get, path).status, 200);
  EXPECT_EQ(visit(officer_, http::Method::post, path, fields).status, 400) << "not seen";
  EXPECT_EQ(state_of(citizen_), "frozen");
  EXPECT_EQ(visit(officer_, http::Method::post, path, fields + "&seen=yes").status, 303);
  EXPECT_EQ(state_of(citizen_), "active");
  EXPECT_EQ(visit(officer_, http::Method::post, path, fields + "&seen=yes").status, 409);
}

}  // namespace
}  // namespace tessera::endpoints
