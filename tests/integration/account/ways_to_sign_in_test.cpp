// Which sign-in the pages ask for before the ways to sign in change.
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/integration/account/site.hpp"
#include "tests/support/virtual_authenticator.hpp"

namespace tessera::endpoints {
namespace {

class WaysToSignIn : public Site {
 protected:
  // A passkey that verifies its user, bound behind the pages.
  void bind_passkey(const Somebody& who) {
    const auto session = make_uuid4(random);
    const auto now = context();
    const auto offered = run(
        [&] { return authn_->passkeys().offer(who.id, session, "anna@example.org", "b1", now); });
    const auto bytes = [](const boost::json::object& o, const char* name) {
      return *codec::from_base64url(std::string(o.at(name).as_string()));
    };
    test::VirtualAuthenticator device;
    device.credential_id = random.bytes(32);
    device.user_handle = bytes(offered.options.at("user").as_object(), "id");
    const auto made = device.create(bytes(offered.options, "challenge"));
    const auto id = codec::to_base64url(made.credential_id);
    const auto response = boost::json::serialize(boost::json::object{
        {"id", id},
        {"rawId", id},
        {"type", "public-key"},
        {"response",
         {{"clientDataJSON", codec::to_base64url(made.client_data_json)},
          {"attestationObject", codec::to_base64url(made.attestation_object)},
          {"transports", boost::json::array(made.transports.begin(), made.transports.end())}}}});
    const auto bound = run([&] {
      return authn_->passkeys().bind(
          who.id, session, "b1",
          {.sealed = offered.sealed, .response = response, .label = "my phone"}, now);
    });
    ASSERT_TRUE(bound) << bound.error().id;
  }
  authn::SignInRequest wish_of(const Visitor& visitor) {
    const auto opened =
        authn::open_flow(visitor.location().substr(14), *keyring().get(), clock.now());
    EXPECT_TRUE(opened) << visitor.location();
    return opened ? opened->request : authn::SignInRequest{};
  }
};

constexpr std::array kWaysToSignIn{"/account/authenticators/passkey",
                                   "/account/authenticators/totp", "/account/codes",
                                   "/account/recovery/address", "/account/recovery/contact"};

// Requirements 4.5: who holds a passkey adds nothing to the account by password and code.
TEST_F(WaysToSignIn, APasskeyIsAskedForBeforeTheWaysToSignInChange) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  for (const auto* page : kWaysToSignIn) EXPECT_EQ(get(visitor, page), 200) << page;
  bind_passkey(anna);
  for (const auto* page : kWaysToSignIn) {
    EXPECT_EQ(get(visitor, page), 303) << page;
    const auto wish = wish_of(visitor);
    EXPECT_EQ(wish.wanted, Acr::aal3);
    EXPECT_EQ(wish.purpose, authn::Purpose::enrol_authenticator);
    EXPECT_EQ(wish.return_to, page);
  }
  EXPECT_EQ(get(visitor, visitor.location()), 200);
  EXPECT_TRUE(visitor.shows("id=\"passkey-continue\""));
  EXPECT_FALSE(visitor.shows("autocomplete=\"one-time-code\""));
  const auto id = sql("select id::text from authenticator where kind = 'totp'")[0].string(0);
  ASSERT_EQ(get(visitor, "/account/authenticators"), 200);
  const auto token = visitor.hidden("csrf");
  const auto change = [&](const std::string& path, Fields fields) {
    fields.emplace_back("csrf", token);
    EXPECT_EQ(post_raw(visitor, path, fields), 303);
    return visitor.location();
  };
  for (const auto* action : {"remove", "restore", "unknown"}) {
    EXPECT_TRUE(change("/account/authenticators", {{"action", action}, {"authenticator", id}})
                    .starts_with("/sign-in"))
        << action;
  }
  for (const auto* action : {"saved_code", "remove_address", "remove_contact"})
    EXPECT_TRUE(change("/account/recovery", {{"action", action}}).starts_with("/sign-in"));
  EXPECT_TRUE(change("/account/codes", {}).starts_with("/sign-in"));
  EXPECT_EQ(count("select count(*) from authenticator where kind in ('saved_code', "
                  "'lookup_codes') or state <> 'active'"),
            0);
  // It still opens what changes no way to sign in, and the passkey may be lost.
  EXPECT_EQ(get(visitor, "/account/freeze"), 200);
  EXPECT_EQ(get(visitor, "/account/lost"), 200);
  const auto key = sql("select id::text from authenticator where kind = 'passkey'")[0].string(0);
  EXPECT_EQ(change("/account/authenticators", {{"action", "lost"}, {"authenticator", key}}),
            "/account/authenticators?done=suspended");
}

// Whoever has the password and a code cannot put the passkey of the account aside and bind another.
TEST_F(WaysToSignIn, APasskeyThatIsReportedLostIsStillAskedFor) {
  const auto anna = make_person("anna@example.org");
  bind_passkey(anna);
  Visitor visitor;
  sign_in_as(visitor, anna);
  const auto key = sql("select id::text from authenticator where kind = 'passkey'")[0].string(0);
  const auto code = sql("select id::text from authenticator where kind = 'totp'")[0].string(0);
  ASSERT_EQ(get(visitor, "/account/lost"), 200);
  ASSERT_EQ(post(visitor, "/account/lost", {{"authenticator", key}}), 200);
  ASSERT_EQ(count("select count(*) from authenticator where state = 'suspended'"), 1);
  for (const auto* page : kWaysToSignIn) {
    EXPECT_EQ(get(visitor, page), 403) << page;
    EXPECT_TRUE(visitor.shows("data-message=\"account.lost_counts\"")) << page;
    EXPECT_TRUE(visitor.shows("href=\"/recover\"")) << page;
  }
  ASSERT_EQ(get(visitor, "/account/authenticators"), 200);
  const auto token = visitor.hidden("csrf");
  const auto change = [&](const std::string& path, Fields fields) {
    fields.emplace_back("csrf", token);
    return post_raw(visitor, path, fields);
  };
  const auto before = count("select count(*) from authenticator");
  for (const auto* page : kWaysToSignIn) EXPECT_EQ(change(page, {}), 403) << page;
  for (const auto& id : {key, code}) {
    EXPECT_EQ(change("/account/authenticators", {{"action", "remove"}, {"authenticator", id}}),
              403);
  }
  for (const auto* action : {"saved_code", "remove_address", "remove_contact"})
    EXPECT_EQ(change("/account/recovery", {{"action", action}}), 403) << action;
  EXPECT_EQ(count("select count(*) from authenticator"), before);
  // Taking the report back widens nothing: the passkey is asked for again.
  EXPECT_EQ(change("/account/authenticators", {{"action", "restore"}, {"authenticator", key}}),
            303);
  EXPECT_EQ(visitor.location(), "/account/authenticators?done=restored");
  EXPECT_EQ(get(visitor, kWaysToSignIn[0]), 303);
  EXPECT_EQ(wish_of(visitor).wanted, Acr::aal3);
}

// It loses its weight by a recovery, which waits and tells everybody.
TEST_F(WaysToSignIn, WhatARecoveryPutToRestIsNotAskedFor) {
  const auto anna = make_person("anna@example.org");
  bind_passkey(anna);
  sql("update authenticator set state = 'suspended', reason = 'recovery' where kind = 'passkey'");
  Visitor visitor;
  sign_in_as(visitor, anna);
  for (const auto* page : kWaysToSignIn) EXPECT_EQ(get(visitor, page), 200) << page;
}

TEST_F(WaysToSignIn, WhatIsLostIsReportedSoonAfterASignInOnly) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  EXPECT_EQ(get(visitor, "/account/lost"), 200);
  clock.advance(minutes{16});
  const auto id = sql("select id::text from authenticator where kind = 'totp'")[0].string(0);
  EXPECT_EQ(post(visitor, "/account/lost", {{"authenticator", id}}), 303);
  const auto wish = wish_of(visitor);
  EXPECT_TRUE(wish.fresh);
  EXPECT_EQ(wish.person, anna.id);
  EXPECT_EQ(wish.wanted, Acr::aal1) << "the second factor is what is lost";
  EXPECT_EQ(count("select count(*) from authenticator where state = 'suspended'"), 0);
  EXPECT_EQ(get(visitor, "/account/lost"), 303);
}

}  // namespace
}  // namespace tessera::endpoints
