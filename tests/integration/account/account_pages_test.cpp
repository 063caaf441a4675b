#include <tessera/authn/totp_offer.hpp>
#include <tessera/codec/base64url.hpp>

#include "tests/integration/account/site.hpp"

namespace tessera::endpoints {
namespace {

class AccountPages : public Site {};

TEST_F(AccountPages, NobodyIsSentToSignInAndComesBack) {
  Visitor visitor;
  for (const auto* page :
       {"/account", "/account/sessions", "/account/password", "/account/authenticators",
        "/account/authenticators/totp", "/account/portals", "/account/activity"}) {
    EXPECT_EQ(get(visitor, page), 303) << page;
    const auto opened =
        authn::open_flow(visitor.location().substr(14), *keyring().get(), clock.now());
    ASSERT_TRUE(opened) << page;
    EXPECT_EQ(opened->request.return_to, page);
  }
}

TEST_F(AccountPages, APasswordAloneOpensThemOnlyIfThereIsNothingBetter) {
  auto ben = make_person("ben@example.org", false);
  Visitor visitor;
  sign_in_as(visitor, ben);
  EXPECT_TRUE(visitor.shows("id=\"only-password\""));
  bind_totp(ben);
  EXPECT_EQ(get(visitor, "/account"), 303);
  const auto flow = visitor.location();
  EXPECT_EQ(get(visitor, flow), 200);  // a step-up asks for the code alone
  EXPECT_TRUE(visitor.shows("autocomplete=\"one-time-code\""));
  EXPECT_EQ(post(visitor, flow, {{"method", visitor.hidden("method")}, {"code", code_of(ben)}}),
            303);
  EXPECT_EQ(get(visitor, "/account"), 200);
}

TEST_F(AccountPages, ASessionIsEndedFromAnotherDevice) {
  const auto anna = make_person("anna@example.org");
  Visitor phone;
  Visitor laptop;
  sign_in_as(phone, anna);
  sign_in_as(laptop, anna);
  EXPECT_EQ(get(laptop, "/account/sessions"), 200);
  EXPECT_TRUE(laptop.shows("Firefox on Linux"));
  const auto other = laptop.hidden("session");
  ASSERT_FALSE(other.empty());
  EXPECT_EQ(post(laptop, "/account/sessions", {{"action", "end"}, {"session", other}}), 303);
  EXPECT_EQ(get(phone, "/account"), 303);
  EXPECT_EQ(get(laptop, laptop.location()), 200);
  EXPECT_TRUE(laptop.shows("id=\"notification\""));
  EXPECT_EQ(get(laptop, "/account"), 200);
}

TEST_F(AccountPages, NobodyEndsSomebodyElsesSession) {
  const auto anna = make_person("anna@example.org");
  const auto ben = make_person("ben@example.org");
  Visitor hers;
  Visitor his;
  sign_in_as(hers, anna);
  sign_in_as(his, ben);
  const auto session =
      sql("select id from session where person = '" + to_string(anna.id) + "'")[0].string(0);
  get(his, "/account/sessions");
  post(his, "/account/sessions", {{"action", "end"}, {"session", session}});
  EXPECT_EQ(get(hers, "/account"), 200);
}

TEST_F(AccountPages, AllAreEndedAtOnce) {
  const auto anna = make_person("anna@example.org");
  Visitor phone;
  Visitor laptop;
  sign_in_as(phone, anna);
  sign_in_as(laptop, anna);
  get(laptop, "/account/sessions");
  EXPECT_EQ(post(laptop, "/account/sessions", {{"action", "end_others"}}), 303);
  EXPECT_EQ(get(phone, "/account"), 303);
  EXPECT_EQ(get(laptop, "/account/sessions"), 200);
  EXPECT_EQ(post(laptop, "/account/sessions", {{"action", "end_all"}}), 303);
  EXPECT_EQ(laptop.location(), "/signed-out");
  EXPECT_FALSE(laptop.cookies.contains("__Host-session"));
  EXPECT_EQ(get(laptop, "/account"), 303);
}

TEST_F(AccountPages, SignOutAsksAndEnds) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  const auto stolen = visitor.cookies["__Host-session"];
  EXPECT_EQ(post_raw(visitor, "/sign-out", {}), 403);
  EXPECT_EQ(get(visitor, "/account"), 200);
  EXPECT_EQ(get(visitor, "/sign-out"), 200);
  EXPECT_EQ(post(visitor, "/sign-out", {}), 303);
  EXPECT_EQ(get(visitor, "/signed-out"), 200);
  EXPECT_TRUE(visitor.shows("id=\"signed-out\""));
  visitor.cookies["__Host-session"] = stolen;
  EXPECT_EQ(get(visitor, "/account"), 303);
}

TEST_F(AccountPages, APasswordIsChangedWithTheCurrentOneAndOthersAreSignedOut) {
  const auto anna = make_person("anna@example.org");
  Visitor phone;
  Visitor laptop;
  sign_in_as(phone, anna);
  sign_in_as(laptop, anna);
  get(laptop, "/account/password");
  const std::string next = "seven quiet mountains";
  EXPECT_EQ(post(laptop, "/account/password", {{"current", "wrong"}, {"new", next}}), 400);
  EXPECT_TRUE(laptop.shows("id=\"current-error\""));
  EXPECT_EQ(
      post(laptop, "/account/password", {{"current", std::string(kPassword)}, {"new", "password"}}),
      400);
  EXPECT_TRUE(laptop.shows("id=\"new-error\""));
  EXPECT_EQ(post(laptop, "/account/password", {{"current", std::string(kPassword)}, {"new", next}}),
            303);
  EXPECT_EQ(get(laptop, laptop.location()), 200);
  EXPECT_EQ(get(phone, "/account"), 303);
  EXPECT_FALSE(password(anna.login, kPassword));
  EXPECT_TRUE(password(anna.login, next));
}

TEST_F(AccountPages, APasswordChangeTakesANewCookie) {
  const auto anna = make_person("anna@example.org");
  Visitor laptop;
  sign_in_as(laptop, anna);
  auto thief = laptop;
  get(laptop, "/account/password");
  EXPECT_EQ(post(laptop, "/account/password",
                 {{"current", std::string(kPassword)}, {"new", "seven quiet mountains"}}),
            303);
  EXPECT_NE(laptop.cookies["__Host-session"], thief.cookies["__Host-session"]);
  EXPECT_EQ(get(laptop, "/account"), 200);
  EXPECT_EQ(get(thief, "/account"), 303);
  run([&]() -> Task<> { static_cast<void>(co_await redis().command({"FLUSHALL"})); });
  EXPECT_EQ(get(thief, "/account"), 303);
  EXPECT_EQ(get(laptop, "/account"), 200);
  EXPECT_EQ(count("select count(*) from session"), 1) << "the session stays, the secret goes";
}

TEST_F(AccountPages, APasswordAloneDoesNotShowTheMailAddress) {
  const auto path_for = [](const Visitor& visitor, const std::string& name) {
    std::smatch found;
    const std::regex shown("id=\"totp-secret\">([A-Z2-7 ]+)<");
    if (!std::regex_search(visitor.page, found, shown)) return std::string("no secret");
    const auto base32 = std::regex_replace(found[1].str(), std::regex(" "), "");
    return authn::render_totp_offer(Secret(*codec::from_base32(base32)), "Tessera", name).qr_path;
  };
  const auto has_mail = [&](const Somebody& who) {
    const people::ActingAs system;
    const auto now = context();
    std::vector<people::Attribute> values{{.name = "email",
                                           .value = who.login,
                                           .source = "test",
                                           .method = "code_mail",
                                           .recorded = clock.now()}};
    ASSERT_TRUE(run([&] { return people_->set_attributes(who.id, values, system, now); }));
  };
  const auto ben = make_person("ben@example.org", false);
  has_mail(ben);
  Visitor weak;
  sign_in_as(weak, ben);
  EXPECT_EQ(get(weak, "/account/authenticators/totp"), 200);
  EXPECT_FALSE(weak.shows(path_for(weak, "ben@example.org")));
  EXPECT_TRUE(weak.shows(path_for(weak, "Tessera")));
  EXPECT_EQ(post(weak, "/account/authenticators/totp",
                 {{"offer", weak.hidden("offer")}, {"code", "000000"}}),
            400);
  EXPECT_TRUE(weak.shows(path_for(weak, "Tessera")));
  const auto anna = make_person("anna@example.org");
  has_mail(anna);
  Visitor strong;
  sign_in_as(strong, anna);
  EXPECT_EQ(get(strong, "/account/authenticators/totp"), 200);
  EXPECT_TRUE(strong.shows(path_for(strong, "anna@example.org")));
}

TEST_F(AccountPages, OneTimeCodesAreAddedAndRemoved) {
  auto ben = make_person("ben@example.org", false);
  Visitor visitor;
  sign_in_as(visitor, ben);
  EXPECT_EQ(get(visitor, "/account/authenticators/totp"), 200);
  EXPECT_TRUE(visitor.shows("<path fill=\"#000000\" d=\"M"));
  std::smatch found;
  ASSERT_TRUE(
      std::regex_search(visitor.page, found, std::regex("id=\"totp-secret\">([A-Z2-7 ]+)<")));
  const auto shown = found[1].str();  // the page is another after each request
  const auto base32 = std::regex_replace(shown, std::regex(" "), "");
  ben.totp = Secret(*codec::from_base32(base32));
  EXPECT_EQ(post(visitor, "/account/authenticators/totp",
                 {{"offer", visitor.hidden("offer")}, {"code", "000000"}}),
            400);
  EXPECT_TRUE(visitor.shows(shown));
  EXPECT_EQ(
      post(visitor, "/account/authenticators/totp",
           {{"offer", visitor.hidden("offer")}, {"code", code_of(ben)}, {"label", "my <phone>"}}),
      303);
  clock.advance(seconds{30});
  EXPECT_EQ(get(visitor, "/account/authenticators"), 303);  // the session has to step up now
  const auto flow = visitor.location();
  get(visitor, flow);
  EXPECT_EQ(post(visitor, flow, {{"method", visitor.hidden("method")}, {"code", code_of(ben)}}),
            303);
  EXPECT_EQ(get(visitor, "/account/authenticators"), 200);
  EXPECT_TRUE(visitor.shows("my &lt;phone&gt;"));
  EXPECT_FALSE(visitor.shows("remove-authenticator-"));
  const auto id = sql("select id from authenticator where kind = 'totp'")[0].string(0);
  EXPECT_EQ(get(visitor, "/account/password"), 200);  // for a token: the list offers no removal
  EXPECT_EQ(post(visitor, "/account/authenticators", {{"action", "remove"}, {"authenticator", id}}),
            409);
  EXPECT_TRUE(visitor.shows("id=\"error-summary\""));
}

TEST_F(AccountPages, WaysToSignInChangeOnlySoonAfterASignIn) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  clock.advance(minutes{16});
  EXPECT_EQ(get(visitor, "/account"), 200);
  EXPECT_EQ(get(visitor, "/account/authenticators/totp"), 303);
  const auto flow = visitor.location();
  EXPECT_EQ(get(visitor, flow), 200);
  EXPECT_TRUE(visitor.shows("id=\"sign-in-again\""));
}

TEST_F(AccountPages, AnOfferIsForOneSession) {
  const auto anna = make_person("anna@example.org");
  const auto ben = make_person("ben@example.org");
  Visitor hers;
  Visitor his;
  sign_in_as(hers, anna);
  sign_in_as(his, ben);
  get(his, "/account/authenticators/totp");
  const auto offer = his.hidden("offer");
  get(hers, "/account/authenticators/totp");
  EXPECT_EQ(post(hers, "/account/authenticators/totp", {{"offer", offer}, {"code", "123456"}}),
            400);
  EXPECT_EQ(count("select count(*) from authenticator where person = '" + to_string(anna.id) +
                  "' and kind = 'totp'"),
            1);
}

TEST_F(AccountPages, PortalsAndActivityAreShown) {
  const auto anna = make_person("anna@example.org");
  const auto client = make_uuid4(random);
  consents_.portals = {
      {.client = client, .name = "Taxes", .claims = {"given_name"}, .granted = clock.now()}};
  Visitor visitor;
  sign_in_as(visitor, anna);
  EXPECT_EQ(get(visitor, "/account/portals"), 200);
  EXPECT_TRUE(visitor.shows("Taxes"));
  EXPECT_EQ(
      post(visitor, "/account/portals", {{"action", "disconnect"}, {"client", to_string(client)}}),
      303);
  ASSERT_EQ(consents_.revoked.size(), 1U);
  EXPECT_EQ(consents_.revoked[0].first, anna.id);
  EXPECT_EQ(get(visitor, "/account/activity"), 200);
  EXPECT_TRUE(visitor.shows("You signed in"));
}

// R63: per portal what it received, when and why; also of those that are connected no longer.
TEST_F(AccountPages, WhatPortalsReceivedIsShown) {
  const auto anna = make_person("anna@example.org");
  const auto taxes = make_uuid4(random);
  const auto wine = make_uuid4(random);
  consents_.portals = {{.client = taxes,
                        .name = "Taxes",
                        .claims = {"given_name", "resident_of:DE/Köln"},
                        .granted = clock.now()}};
  consents_.released = {{.time = clock.now(),
                         .client = taxes,
                         .client_name = "Taxes",
                         .claims = {"verified_claims.birthdate"},
                         .purpose = "for the file"},
                        {.time = clock.now(),
                         .client = wine,
                         .client_name = "Wine shop",
                         .claims = {"age_over_18"},
                         .purpose = "to sell wine"}};
  Visitor visitor;
  sign_in_as(visitor, anna);
  EXPECT_EQ(get(visitor, "/account/portals"), 200);
  for (const auto* text :
       {"Given name", "Whether you live there, not your address: DE/K", "Date of birth",
        "With how and when it was checked", "for the file", "Services that are no longer connected",
        "Wine shop", "Whether you are 18 or older, not your date of birth", "to sell wine"}) {
    EXPECT_TRUE(visitor.shows(text)) << text;
  }
}

// RFC 9396: what was approved in detail stands with its portal, and is taken back one by one.
TEST_F(AccountPages, ApprovedDetailsAreShownAndWithdrawn) {
  const auto anna = make_person("anna@example.org");
  const auto client = make_uuid4(random);
  const auto grant = make_uuid4(random);
  consents_.portals = {
      {.client = client, .name = "Taxes", .claims = {"given_name"}, .granted = clock.now()}};
  consents_.approved = {
      {.grant = grant,
       .client = client,
       .details = R"([{"type":"record_access","actions":["read"],"datatypes":["tax"]}])",
       .approved = clock.now(),
       .expires = clock.now() + hours{1}}};
  Visitor visitor;
  sign_in_as(visitor, anna);
  EXPECT_EQ(get(visitor, "/account/portals"), 200);
  EXPECT_TRUE(visitor.shows("id=\"approval-" + to_string(grant)));
  EXPECT_TRUE(visitor.shows(">tax<"));
  EXPECT_EQ(
      post(visitor, "/account/portals", {{"action", "withdraw"}, {"grant", to_string(grant)}}),
      303);
  EXPECT_EQ(visitor.location(), "/account/portals?done=withdrawn");
  ASSERT_EQ(consents_.withdrawn.size(), 1U);
  EXPECT_EQ(consents_.withdrawn[0], (std::pair{anna.id, grant}));
  consents_.approved[0].expires = clock.now() - minutes{1};
  EXPECT_EQ(get(visitor, "/account/portals"), 200);
  EXPECT_TRUE(visitor.shows("id=\"approval-" + to_string(grant)));
  EXPECT_FALSE(visitor.shows("withdraw-")) << "its time is over";
  EXPECT_EQ(post(visitor, "/account/portals", {{"action", "withdraw"}, {"grant", "x"}}), 400);
  EXPECT_EQ(consents_.withdrawn.size(), 1U);
}

// OpenID Connect Registration 2: logo_uri, policy_uri, tos_uri.
TEST_F(AccountPages, TheSignInPageShowsWhoseItIs) {
  client_store_.client.id = make_uuid4(random);
  auto& r = client_store_.client.registration;
  r.logo_uri = "https://portal.test/logo.png";
  r.policy_uri = "https://portal.test/privacy";
  r.tos_uri = "javascript:alert(1)";
  authn::SignInRequest wish{.return_to = "/account", .created = clock.now()};
  wish.client_name = "Taxes";
  wish.client_id = to_string(client_store_.client.id);
  Visitor visitor;
  EXPECT_EQ(get(visitor, authn::sign_in_url(wish, *keyring().get(), random)), 200);
  EXPECT_TRUE(visitor.shows("/oauth2/logos/" + wish.client_id));
  EXPECT_FALSE(visitor.shows("https://portal.test/logo.png")) << "nobody else learns of the visit";
  EXPECT_TRUE(visitor.shows("href=\"https://portal.test/privacy\""));
  EXPECT_FALSE(visitor.shows("portal-tos"));
  wish.client_id = to_string(make_uuid4(random));
  EXPECT_EQ(get(visitor, authn::sign_in_url(wish, *keyring().get(), random)), 200);
  EXPECT_FALSE(visitor.shows("portal-logo"));
}

}  // namespace
}  // namespace tessera::endpoints
