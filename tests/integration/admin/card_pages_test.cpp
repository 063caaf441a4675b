// A card that an officer binds for the person at the desk, and who else would like to.
#include <tessera/authn/certificates.hpp>
#include <tessera/codec/form.hpp>

#include "tests/integration/admin/fixture.hpp"
#include "tests/unit/authn/certificate_fakes.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::string_view kCookie = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
constexpr const char* kSeen = "login=clerk%40example.gov&document=passport&reference=T-1&seen=yes";

class CardPagesTest : public AdminTest {
 protected:
  CardPagesTest() {
    deps_.cards = &binding_;
    web_.card_url = "https://card.localhost";
    add_admin_page_routes(with_cards_, deps_);
    for (const auto& officer : {officer_, clerk_}) {
      const auto id = make_uuid4(random);
      sessions_.live[id] = {.id = id, .person = officer, .acr = Acr::aal2_phr};
      desks_[officer] = id;
    }
  }
  http::Response visit(const Uuid& person, http::Method method, const std::string& target,
                       std::string fields = {}) {
    if (method == http::Method::post) fields += "&csrf=" + csrf_token(*keyring().get(), kCookie);
    http::Request request{.method = method,
                          .body = std::move(fields),
                          .host = "localhost",
                          .context = fresh_context()};
    request.context.locale = "en";
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = {{"cookie", "__Host-session=" + to_string(desks_.at(person)) +
                                      "; __Host-csrf=" + std::string(kCookie)},
                       {"origin", "https://localhost"},
                       {"content-type", "application/x-www-form-urlencoded"}};
    const auto match = with_cards_.find(method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); });
  }
  // From the form to the way back from the card of this name.
  std::string read_card(const Uuid& officer, const std::string& seen, std::string identifier) {
    const auto named = visit(officer, http::Method::post, "/admin/card", seen);
    EXPECT_EQ(named.status, 200) << named.body;
    const auto at = named.body.find("/admin/card/go?visit=");
    if (at == std::string::npos) return {};
    const auto way =
        visit(officer, http::Method::get, named.body.substr(at, named.body.find('"', at) - at));
    EXPECT_EQ(way.status, 303);
    const auto location = header(way, "Location");
    EXPECT_TRUE(location.starts_with("https://card.localhost/card/desk?")) << location;
    const auto query = codec::Form::parse(location.substr(location.find('?') + 1));
    // What the card's listener answers.
    const authn::CertificateReading reading{.realm = "staff",
                                            .identifier = std::move(identifier),
                                            .label = "Ada Berg",
                                            .hardware = true,
                                            .not_after = clock.now() + days{300},
                                            .read = clock.now()};
    const auto challenge = query->value("challenge");
    return codec::encode_form(
        {{"flow", query->value("flow")},
         {"challenge", challenge},
         {"answer", authn::seal_reading(reading, challenge, *keyring().get(), random)}});
  }
  std::int64_t cards() {
    return sql("select count(*) from authenticator where kind = 'certificate'")[0].integer(0);
  }

  test::TestAuthority root_{"Staff"};
  authn::FixedRevocation revocation_;
  authn::CertificateReader reader_of_cards_{
      {{.name = "staff",
        .anchors = *crypto::TrustAnchors::from_pem(root_.pem()),
        .identifier = *authn::CertificateTemplate::parse("{subject.serialNumber}"),
        .hardware = true}},
      revocation_};
  authn::CertificateBinding binding_{{authenticators_, *people_, notices_, keyring(), random},
                                     reader_of_cards_};
  std::map<Uuid, Uuid> desks_;  // sessions, by person
  http::Router with_cards_;
};

TEST_F(CardPagesTest, AnOfficerBindsTheCardOfThePersonAtTheDesk) {
  grant(officer_, "registrar");
  EXPECT_EQ(visit(officer_, http::Method::get, "/admin/card").status, 200);
  const auto read = read_card(officer_, kSeen, "S-1");
  const auto shown = visit(officer_, http::Method::get, "/admin/card/read?" + read);
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("Ada Berg"), std::string::npos);
  EXPECT_EQ(cards(), 0) << "shown, not bound";
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card/read", read).status, 303);
  EXPECT_EQ(sql("select person from authenticator where kind = 'certificate'")[0].uuid(0), clerk_);
  const auto event = parsed(
      {.body =
           sql("select body from journal_event where type = 'authenticator.bound'")[0].string(0)});
  EXPECT_EQ(event.at("actor"), boost::json::value(to_string(officer_)));
  EXPECT_EQ(sql("select subject from journal_event where type = 'authenticator.bound'")[0].uuid(0),
            clerk_);
  EXPECT_EQ(event.at("details").at("evidence"), "passport T-1");
  EXPECT_EQ(sql("select count(*) from outbox where kind = 'notice'")[0].integer(0), 1);
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card/read", read).status, 409)
      << "bound once";
}

TEST_F(CardPagesTest, NobodyElseDoes) {
  for (const auto* path : {"/admin/card", "/admin/card/read"})
    EXPECT_EQ(visit(officer_, http::Method::get, path).status, 403) << "no role";
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card", kSeen).status, 403);
  grant(officer_, "registrar");
  grant(clerk_, "registrar");
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card",
                  "login=clerk%40example.gov&document=passport&reference=T-1")
                .status,
            400)
      << "who was not seen";
  EXPECT_EQ(visit(clerk_, http::Method::post, "/admin/card", kSeen).status, 403) << "oneself";
  const auto read = read_card(officer_, kSeen, "S-2");
  EXPECT_EQ(visit(clerk_, http::Method::post, "/admin/card/read", read).status, 410)
      << "another officer's visit";
  const auto citizen = read_card(
      officer_, "login=citizen%40example.org&document=passport&reference=T-2&seen=yes", "S-3");
  const auto mine = codec::Form::parse(read);
  const auto theirs = codec::Form::parse(citizen);
  const auto mixed = codec::encode_form({{"flow", theirs->value("flow")},
                                         {"challenge", mine->value("challenge")},
                                         {"answer", mine->value("answer")}});
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card/read", mixed).status, 410)
      << "a card that was read for somebody else";
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card/read", citizen).status, 403)
      << "a card of civil servants";
  clock.advance(minutes{3});
  EXPECT_EQ(visit(officer_, http::Method::post, "/admin/card/read", read).status, 410) << "late";
  EXPECT_EQ(cards(), 0);
}

}  // namespace
}  // namespace tessera::endpoints
