// Clients that register and manage themselves (RFC 7591, RFC 7592), on real tables.
#include <boost/json/serialize.hpp>

#include <tessera/oauth/client_expiry.hpp>
#include <tessera/oauth/portal_list.hpp>
#include <tessera/oauth/registration_service.hpp>

#include "store/postgres/registration_store.hpp"
#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

using Object = boost::json::object;

class Registration : public Stack {
 protected:
  static RegistrationTemplate limits(bool approve) {
    RegistrationTemplate out{.owner = "City", .contacts = {"it@city.test"}};
    out.scopes = {"openid", "email", "offline_access"};
    out.claims = {{"email", "to send it", "consent"}};
    out.approve = approve;
    return out;
  }
  std::string token(RegistrationTemplate wish, int uses = 1) {
    const auto now = context();
    const RegistrationService::NewToken asked{
        .name = "test", .limits = wish, .expires = clock.now() + hours{1}, .max_uses = uses};
    const auto made = run([&] { return service_->create_token(asked, by_, now); });
    EXPECT_TRUE(made) << (made ? "" : made.error().fields[0].field);
    return std::string(made->text.reveal());
  }
  static Object metadata() {
    return {{"client_name", "Parking"},
            {"redirect_uris", boost::json::array{"https://portal.test/cb"}},
            {"grant_types", boost::json::array{"authorization_code", "refresh_token"}},
            {"scope", "openid email offline_access"}};
  }
  Result<Object> create(const std::string& with, Object wish = metadata()) {
    const auto now = context();
    return run([&] { return service_->create(wish, with, now); });
  }
  Result<Object> read(const Object& client, const std::string& with) {
    const auto now = context();
    const auto id = text(client, "client_id");
    return run([&] { return service_->read(id, with, now); });
  }
  Result<Object> replace(const Object& client, Object wish) {
    const auto now = context();
    const auto id = text(client, "client_id");
    wish["client_id"] = id;
    const auto with = text(client, "registration_access_token");
    return run([&] { return service_->replace(id, wish, with, now); });
  }
  Result<void> remove(const Object& client) {
    const auto now = context();
    const auto id = text(client, "client_id");
    const auto with = text(client, "registration_access_token");
    return run([&] { return service_->remove(id, with, now); });
  }
  ClientStatus status_of(const Object& client) {
    const auto id = *parse_uuid(text(client, "client_id"));
    return run([&] { return services_->clients().get(id); })->status;
  }
  void set_policy(int needed) {
    sql("update approval_policy set needed = " + std::to_string(needed) + " where kind = 'client'");
  }
  static std::string error_of(const Result<Object>& answer) {
    return answer ? "" : answer.error().id;
  }

  const people::ActingAs by_;
  store::postgres::RegistrationStore registrations_{pool(), journal_};
  std::unique_ptr<RegistrationService> service_ = make_registration_service(parts_with(false));
  RegistrationParts parts_with(bool open) {
    return {.issuer = std::string(kIssuer),
            .admin = services_->clients(),
            .clients = clients_,
            .store = registrations_,
            .clock = clock,
            .random = random,
            .open = open};
  }
};

// RFC 7591 3.2.1.
TEST_F(Registration, AnApprovedClientSignsPeopleInAtOnce) {
  const auto made = create(token(limits(true)));
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->at("client_secret_expires_at"), 0);
  EXPECT_EQ(text(*made, "registration_client_uri"),
            "https://login.test/oauth2/register/" + text(*made, "client_id"));
  EXPECT_EQ(status_of(*made), ClientStatus::approved);
  const auto anna = make_person("anna@example.org");
  const Portal portal{text(*made, "client_id"), text(*made, "client_secret"),
                      *parse_uuid(text(*made, "client_id"))};
  EXPECT_NE(text(flow(portal, sign_in(anna).session), "id_token"), "");
  EXPECT_EQ(events("client.created"), 1);
}

// RFC 7591 3, RFC 7591 1.2.
TEST_F(Registration, WithoutAGoodTokenNobodyIsAdmitted) {
  EXPECT_EQ(error_of(create("")), "invalid_token");
  EXPECT_EQ(error_of(create("tsi_guess")), "invalid_token");
  const auto once = token(limits(true));
  EXPECT_TRUE(create(once));
  EXPECT_EQ(error_of(create(once)), "invalid_token") << "one use";
  const auto late = token(limits(true));
  clock.advance(hours{2});
  EXPECT_EQ(error_of(create(late)), "invalid_token");
  const auto revoked = token(limits(true));
  const auto now = context();
  const auto id = run([&] { return service_->list_tokens(); }).front().id;
  EXPECT_TRUE(run([&] { return service_->revoke_token(id, by_, now); }));
  EXPECT_EQ(error_of(create(revoked)), "invalid_token");
  EXPECT_FALSE(run([&] { return service_->revoke_token(id, by_, now); }));
  EXPECT_EQ(events("client.registration_token.revoked"), 1);
}

// RFC 7591 3.2.2.
TEST_F(Registration, ARefusedRegistrationCostsNoUse) {
  const auto once = token(limits(true));
  auto wrong = metadata();
  wrong["redirect_uris"] = boost::json::array{"https://portal.test/cb#fragment"};
  EXPECT_EQ(error_of(create(once, wrong)), "invalid_redirect_uri");
  wrong = metadata();
  wrong["initiate_login_uri"] = "http://portal.test/login";
  EXPECT_EQ(error_of(create(once, wrong)), "invalid_client_metadata");
  wrong = metadata();
  wrong["software_statement"] = "a.b.c";
  EXPECT_EQ(error_of(create(once, wrong)), "unapproved_software_statement");
  EXPECT_TRUE(create(once));
}

TEST_F(Registration, WhatIsNotApprovedIsADraft) {
  const auto made = create(token(limits(false)));
  ASSERT_TRUE(made);
  EXPECT_EQ(status_of(*made), ClientStatus::draft);
}

// RFC 7592 2.1, RFC 7592 3.
TEST_F(Registration, IsReadWithItsOwnTokenOnly) {
  const auto many = token(limits(true), 2);
  const auto made = create(many);
  const auto other = create(many);
  const auto mine = text(*made, "registration_access_token");
  const auto again = read(*made, mine);
  ASSERT_TRUE(again);
  EXPECT_EQ(text(*again, "client_name"), "Parking");
  EXPECT_EQ(text(*again, "registration_access_token"), mine);
  EXPECT_FALSE(again->contains("client_secret")) << "only its digest is kept";
  EXPECT_EQ(error_of(read(*made, text(*other, "registration_access_token"))), "invalid_token");
  EXPECT_EQ(error_of(read(*made, many)), "invalid_token");
  EXPECT_EQ(error_of(read(*made, "")), "invalid_token");
}

// RFC 7592 2.2.
TEST_F(Registration, ReplacingRotatesTheTokenAndKeepsTheCeiling) {
  const auto made = create(token(limits(true)));
  auto wish = metadata();
  wish["client_name"] = "Parking 2";
  wish["scope"] = "openid profile";
  const auto changed = replace(*made, wish);
  ASSERT_TRUE(changed) << changed.error().text;
  EXPECT_EQ(text(*changed, "client_name"), "Parking 2");
  EXPECT_EQ(text(*changed, "scope"), "openid");
  EXPECT_EQ(status_of(*made), ClientStatus::approved);
  EXPECT_NE(text(*changed, "registration_access_token"), text(*made, "registration_access_token"));
  EXPECT_EQ(error_of(read(*made, text(*made, "registration_access_token"))), "invalid_token");
  for (const auto* theirs : {"client_secret", "registration_access_token", "client_id_issued_at"}) {
    auto forged = wish;
    forged[theirs] = "x";
    EXPECT_EQ(error_of(replace(*changed, forged)), "invalid_client_metadata") << theirs;
  }
}

// Somebody approved what he saw: what is changed afterwards waits for him again.
TEST_F(Registration, AChangeOfAReviewedClientIsReviewedAgain) {
  const auto made = create(token(limits(false)));
  const auto id = *parse_uuid(text(*made, "client_id"));
  const auto now = context();
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(id, ClientStatus::approved, "checked", by_, now);
  }));
  const auto before = run([&] { return services_->clients().get(id); })->version;
  auto wish = metadata();
  wish["redirect_uris"] = boost::json::array{"https://evil.test/cb"};
  ASSERT_TRUE(replace(*made, wish));
  EXPECT_EQ(status_of(*made), ClientStatus::suspended);
  EXPECT_EQ(run([&] { return services_->clients().get(id); })->version, before + 1)
      << "one commit: it never served as it was changed";
  EXPECT_EQ(events("client.updated"), 1);
  EXPECT_EQ(events("client.suspended"), 1);
}

// RFC 7592 2.2.
TEST_F(Registration, AReplacementUndoesNothingOfAdministration) {
  const auto made = create(token(limits(true)));
  const auto id = *parse_uuid(text(*made, "client_id"));
  auto decided = run([&] { return services_->clients().get(id); })->registration;
  decided.scopes = {"openid"};
  decided.claims.clear();
  decided.grant_types = {"authorization_code"};
  decided.review = decided.expires = clock.now() + days{30};
  decided.sector = "decided.test";
  const auto now = context();
  ASSERT_TRUE(
      run([&] { return services_->clients().update(id, decided, std::nullopt, by_, now); }));
  const auto changed = replace(*made, metadata());
  ASSERT_TRUE(changed) << changed.error().text;
  EXPECT_EQ(text(*changed, "scope"), "openid");
  const auto after = run([&] { return services_->clients().get(id); })->registration;
  EXPECT_EQ(to_json(after), to_json(decided));
}

// RFC 7592 2.3.
TEST_F(Registration, RemovingExpiresTheClientAndItsToken) {
  const auto made = create(token(limits(true)));
  EXPECT_TRUE(remove(*made));
  EXPECT_EQ(status_of(*made), ClientStatus::expired);
  EXPECT_FALSE(remove(*made));
  EXPECT_EQ(error_of(read(*made, text(*made, "registration_access_token"))), "invalid_token");
}

TEST_F(Registration, AnOpenSandboxAdmitsAnybody) {
  service_ = make_registration_service(parts_with(true));
  auto wish = metadata();
  wish["scope"] = "openid profile email";
  const auto made = create("", wish);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(status_of(*made), ClientStatus::approved);
  EXPECT_EQ(text(*made, "scope"), "openid profile email");
  EXPECT_TRUE(replace(*made, metadata()));
}

// R37: a token that was made before several people approved clients approves none afterwards.
TEST_F(Registration, WhereSeveralPeopleApproveClientsNoTokenDoes) {
  const auto early = token(limits(true), 2);
  const auto served = create(early);
  ASSERT_EQ(status_of(*served), ClientStatus::approved);
  set_policy(1);
  const auto made = create(early);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(status_of(*made), ClientStatus::draft);
  const auto changed = replace(*made, metadata());
  ASSERT_TRUE(changed) << changed.error().text;
  EXPECT_EQ(status_of(*changed), ClientStatus::draft);
  auto wish = metadata();
  wish["redirect_uris"] = boost::json::array{"https://evil.test/cb"};
  ASSERT_TRUE(replace(*served, wish));
  EXPECT_EQ(status_of(*served), ClientStatus::suspended);
}

// R37.
TEST_F(Registration, WhereSeveralPeopleApproveClientsTheSandboxMakesDrafts) {
  service_ = make_registration_service(parts_with(true));
  const auto served = create("");
  ASSERT_EQ(status_of(*served), ClientStatus::approved);
  set_policy(1);
  EXPECT_EQ(status_of(*create("")), ClientStatus::draft);
  ASSERT_TRUE(replace(*served, metadata()));
  EXPECT_EQ(status_of(*served), ClientStatus::suspended);
}

TEST_F(Registration, UnusedClientsExpireAndUsedOnesStay) {
  const auto many = token(limits(true), 2);
  const auto used = create(many);
  const auto unused = create(many);
  clock.advance(days{40});
  const auto anna = make_person("anna@example.org");
  const Portal portal{text(*used, "client_id"), text(*used, "client_secret"),
                      *parse_uuid(text(*used, "client_id"))};
  run([&] { return grants_.add_months(clock.now()); });
  ASSERT_NE(text(flow(portal, sign_in(anna).session), "id_token"), "");
  EXPECT_EQ(run([&] { return service_->expire_unused(days{30}, clock.now()); }), 1);
  EXPECT_EQ(status_of(*used), ClientStatus::approved);
  EXPECT_EQ(status_of(*unused), ClientStatus::expired);
}

TEST_F(Registration, ClientsExpireWithTheirAgreement) {
  auto r = registration();
  r.expires = clock.now() + days{1};
  const auto ending = add_client(r);
  const auto staying = add_client();
  clock.advance(days{2});
  const auto now = context();
  EXPECT_EQ(run([&] { return expire_clients(services_->clients(), now); }), 1);
  EXPECT_EQ(run([&] { return services_->clients().get(ending.uuid); })->status,
            ClientStatus::expired);
  EXPECT_EQ(run([&] { return services_->clients().get(staying.uuid); })->status,
            ClientStatus::approved);
  EXPECT_EQ(events("client.expired"), 1);
}

TEST_F(Registration, TokensOfAdministrationAreChecked) {
  const auto now = context();
  auto wish = limits(true);
  wish.claims = {{"shoe_size", "x", "consent"}};
  RegistrationService::NewToken asked{
      .name = "t", .limits = wish, .expires = clock.now() + hours{1}};
  const auto claim = run([&] { return service_->create_token(asked, by_, now); });
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().fields[0].field, "/template/claims/0/claim");
  asked = {.name = "", .limits = limits(true), .expires = clock.now() + days{400}, .max_uses = 0};
  const auto late = run([&] { return service_->create_token(asked, by_, now); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fields.size(), 3u);
}

TEST_F(Registration, TheListOfPortalsIsSignedAndNamesOnlyThoseThatServe) {
  auto r = registration();
  r.listed = true;
  r.register_number = "HRB 1";
  r.minimum_ial = Ial::ial2;
  r.backchannel_logout_uri = "https://portal.example/logout";
  const auto portal = add_client(r);
  add_client();  // not listed
  PortalList list(clients_, signer_, std::string(kIssuer));
  const auto first = run([&] { return list.signed_list(clock.now()); });
  const auto jws = signer_.verify_own(
      first->jws, {.algorithms = {crypto::SignAlg::es256}, .typ = "portal-list+jwt"});
  ASSERT_TRUE(jws) << jws.error().id;
  const auto portals = codec::parse_json_object(jws->payload)->at("portals").as_array();
  ASSERT_EQ(portals.size(), 1u);
  EXPECT_EQ(portals[0].at("client_id"), boost::json::value(portal.id));
  EXPECT_EQ(portals[0].at("owner"), "City");
  EXPECT_EQ(portals[0].at("minimum_ial"), "ial2");
  EXPECT_EQ(portals[0].at("claims").as_array().size(), 2u);
  EXPECT_EQ(boost::json::serialize(portals[0].at("signals")),
            R"([{"event":"session_ended","channel":"backchannel_logout"}])");  // requirements 4.7
  EXPECT_EQ(run([&] { return list.signed_list(clock.now()); })->etag, first->etag);
  const auto now = context();
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::suspended, "test", by_, now);
  }));
  EXPECT_NE(run([&] { return list.signed_list(clock.now()); })->etag, first->etag);
  EXPECT_TRUE(run([&] { return list.portals(clock.now()); }).empty());
}

}  // namespace
}  // namespace tessera::oauth
