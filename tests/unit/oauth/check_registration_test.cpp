// What a registration may say about keys, algorithms, addresses and grants.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

using Wrong = std::vector<std::string>;
using enum ClientAuthMethod;

Wrong check(const ClientRegistration& r, const ClientProfile& profile = baseline()) {
  Wrong out;
  if (const auto checked = check_registration(r, profile); !checked) {
    for (const auto& field : checked.error().fields) out.push_back(field.field + " " + field.id);
  }
  return out;
}

// A set with one public key; use: "sig" or "enc".
std::string jwks_of(crypto::KeyType type, std::string_view use = "sig") {
  auto jwk = jose::to_jwk(crypto::Key::generate(type), "k1");
  jwk["use"] = use;
  return boost::json::serialize(boost::json::object{{"keys", boost::json::array{jwk}}});
}

TEST(RegistrationKeys, PrivateKeyJwtNeedsOneSetThatCanSign) {
  auto r = portal();
  r.token_endpoint_auth_method = private_key_jwt;
  EXPECT_EQ(check(r), Wrong{"/jwks required"});
  r.jwks = jwks_of(crypto::KeyType::ec_p256);
  EXPECT_EQ(check(r), Wrong{});
  r.token_endpoint_auth_signing_alg = crypto::SignAlg::ps256;
  EXPECT_EQ(check(r), Wrong{"/jwks needs_a_signing_key"}) << "an EC key makes no PS256";
  r.token_endpoint_auth_signing_alg.reset();
  r.jwks = jwks_of(crypto::KeyType::ec_p256, "enc");
  EXPECT_EQ(check(r), Wrong{"/jwks needs_a_signing_key"});
  r.jwks_uri = "https://portal.test/jwks";
  EXPECT_EQ(check(r)[0], "/jwks not_with_jwks_uri");
  r.jwks.clear();
  EXPECT_EQ(check(r), Wrong{});
  r.jwks_uri = "http://portal.test/jwks";
  EXPECT_EQ(check(r), Wrong{"/jwks_uri not_https"});
}

TEST(RegistrationKeys, PrivatePartsAndWeakKeysAreNotASet) {
  for (
      const auto* jwks :
      {R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}]})",
       R"({"keys":[{"kty":"RSA","n":"u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u","e":"AQAB"}]})",
       R"({"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}]})", R"({"keys":1})"}) {
    const auto parsed = parse_registration({{"jwks", *codec::parse_json(jwks)}});
    ASSERT_FALSE(parsed) << jwks;
    EXPECT_EQ(parsed.error().fields[0].id, "not_a_jwk_set");
  }
}

// RFC 8705 2.1.2, RFC 8705 2.2.2.
TEST(RegistrationKeys, ACertificateIsKnownByExactlyOneName) {
  auto r = portal();
  r.token_endpoint_auth_method = tls_client_auth;
  EXPECT_EQ(check(r), Wrong{"/tls_client_auth_subject_dn exactly_one_name"});
  r.tls_client_auth_san_dns = "portal.test";
  EXPECT_EQ(check(r), Wrong{});
  r.tls_client_auth_subject_dn = "CN=portal";
  EXPECT_EQ(check(r), Wrong{"/tls_client_auth_subject_dn exactly_one_name"});
  r.tls_client_auth_subject_dn.clear();
  r.tls_client_auth_san_dns = "*.test";
  EXPECT_EQ(check(r), Wrong{"/tls_client_auth_san_dns not_a_host"});
  r = portal();
  r.tls_client_auth_san_ip = "10.0.0.1";
  EXPECT_EQ(check(r), Wrong{"/tls_client_auth_subject_dn only_with_tls_client_auth"});
  r.token_endpoint_auth_method = self_signed_tls_client_auth;
  r.tls_client_auth_san_ip.clear();
  EXPECT_EQ(check(r), Wrong{"/jwks required"});
}

TEST(RegistrationAlgorithms, AreThoseOfTheProfile) {
  auto profile = baseline();
  profile.id_token_algs = profile.request_algs = {"ES256"};
  auto r = portal();
  r.id_token_signed_response_alg = crypto::SignAlg::es256;
  EXPECT_EQ(check(r, profile), Wrong{});
  r.userinfo_signed_response_alg = r.introspection_signed_response_alg =
      r.authorization_signed_response_alg = crypto::SignAlg::rs256;
  EXPECT_EQ(check(r, profile), (Wrong{"/userinfo_signed_response_alg not_in_profile",
                                      "/introspection_signed_response_alg not_in_profile",
                                      "/authorization_signed_response_alg not_in_profile"}));
}

TEST(RegistrationAlgorithms, EncryptionNeedsAPairAndAKey) {
  auto r = portal();
  r.id_token_encrypted_response = {"ECDH-ES", "A256GCM"};
  EXPECT_EQ(check(r), Wrong{"/id_token_encrypted_response_alg needs_a_key"});
  r.jwks = jwks_of(crypto::KeyType::ec_p256, "enc");
  EXPECT_EQ(check(r), Wrong{});
  r.id_token_encrypted_response = {"RSA1_5", "A256GCM"};
  EXPECT_EQ(check(r), Wrong{"/id_token_encrypted_response_alg unknown_value"});
  r.id_token_encrypted_response = {"ECDH-ES", ""};
  EXPECT_EQ(check(r), Wrong{"/id_token_encrypted_response_enc unknown_value"});
  r.id_token_encrypted_response = {"", "A256GCM"};
  EXPECT_EQ(check(r), Wrong{"/id_token_encrypted_response_enc needs_alg"});
}

// OpenID Connect Registration 2.
TEST(RegistrationGrants, ResponseTypesBelongToGrantsAndProfile) {
  auto r = portal();
  r.response_types = {"code id_token"};
  EXPECT_EQ(check(r), (Wrong{"/response_types not_in_profile", "/response_types needs_implicit"}));
  auto legacy = baseline();
  legacy.response_types = {"code", "code id_token"};
  r.grant_types.emplace_back("implicit");
  EXPECT_EQ(check(r, legacy), Wrong{});
  r.grant_types = {"implicit"};
  EXPECT_EQ(check(r, legacy), Wrong{"/response_types needs_authorization_code"});
}

TEST(RegistrationAddresses, LogoutAndLoginStayWithThePortal) {
  auto r = portal();
  r.frontchannel_logout_uri = "https://other.test/out";
  EXPECT_EQ(check(r), Wrong{"/frontchannel_logout_uri not_of_a_redirect_uri"});
  r.frontchannel_logout_uri = "https://portal.test/out";
  r.backchannel_logout_uri = "https://portal.test/out#f";
  EXPECT_EQ(check(r), Wrong{"/backchannel_logout_uri not_a_url"});
  r.backchannel_logout_uri.clear();
  r.initiate_login_uri = "http://127.0.0.1/login";
  EXPECT_EQ(check(r), Wrong{"/initiate_login_uri not_https"});
  r.initiate_login_uri.clear();
  r.request_uris = {"https://portal.test/r#abc", "http://portal.test/r"};
  EXPECT_EQ(check(r), Wrong{"/request_uris/1 not_https"});
}

TEST(RegistrationAddresses, SeveralHostsNeedASector) {
  auto r = portal();
  r.redirect_uris = {"https://a.test/cb", "https://b.test/cb"};
  EXPECT_EQ(check(r), Wrong{"/sector required"});
  r.sector_identifier_uri = "https://c.test/redirects.json";
  EXPECT_EQ(check(r), Wrong{});
  r.sector = "a.test";
  EXPECT_EQ(check(r), Wrong{"/sector not_of_sector_identifier_uri"});
}

// RFC 7662 2.1, RFC 8707 2.
TEST(RegistrationAddresses, AnApiIsAUriAndProvesWhoItIs) {
  auto r = portal();
  r.served_audiences = {"https://api.test/", "records", "https://api.test/#x"};
  EXPECT_EQ(check(r), (Wrong{"/served_audiences/1 not_a_uri", "/served_audiences/2 not_a_uri"}));
  r.served_audiences = {"https://api.test/"};
  EXPECT_EQ(check(r), Wrong{});
  r.token_endpoint_auth_method = none;
  EXPECT_EQ(check(r), Wrong{"/served_audiences needs_credentials"});
}

TEST(RegistrationNames, LookLikeWhatTheyAre) {
  auto r = portal();
  r.name = "Parken in Größe 駐車場";
  r.texts = {{"de", "Parken", "Zeile 1\nZeile 2"}};
  EXPECT_EQ(check(r), Wrong{});
  r.name =
      "a\xE2\x80\xAE"
      "b";
  r.owner = "City\n";
  r.texts = {{"de", "\xE2\x80\x8F", ""}, {"fr", "Parc", "\xE2\x81\xA6"}};
  EXPECT_EQ(check(r),
            (Wrong{"/name not_plain_text", "/owner not_plain_text", "/texts/0/name not_plain_text",
                   "/texts/1/description not_plain_text"}));
}

TEST(RegistrationCiba, PingNeedsItsEndpoint) {
  auto r = portal();
  r.grant_types = {"urn:openid:params:grant-type:ciba"};
  r.backchannel_token_delivery_mode = "ping";
  EXPECT_EQ(check(r), Wrong{"/backchannel_client_notification_endpoint required"});
  r.backchannel_client_notification_endpoint = "https://portal.test/cb";
  EXPECT_EQ(check(r), Wrong{});
  r.backchannel_token_delivery_mode = "push";
  EXPECT_EQ(check(r), Wrong{"/backchannel_token_delivery_mode unknown_value"});
}

TEST(RegistrationAgreement, NamesWhomToReach) {
  auto r = portal();
  r.role_contacts = {{"redress", "https://city.test/complaints"}, {"security", "sec@city.test"}};
  r.retention = "90 days after the decision";
  r.listed = true;
  EXPECT_EQ(check(r), Wrong{});
  EXPECT_EQ(to_json(*parse_registration(to_json(r))), to_json(r));
  r.role_contacts = {{"boss", "nobody"}};
  r.contacts = {"no address"};
  r.home_uri.clear();
  EXPECT_EQ(check(r),
            (Wrong{"/contacts/0 not_a_mail_address", "/role_contacts/0/role unknown_value",
                   "/role_contacts/0/address not_an_address", "/home_uri required"}));
}

TEST(RegistrationRoles, ClaimsAndPlacesAreKnownWords) {
  auto r = portal();
  r.roles_claim = true;
  r.role_claims = {"roles", "groups", "entitlements"};
  r.role_claims_in = {"userinfo"};
  EXPECT_EQ(check(r), Wrong{});
  r.role_claims = {"roles", "power", "roles"};
  r.role_claims_in = {};
  EXPECT_EQ(check(r), (Wrong{"/role_claims unknown_value", "/role_claims duplicate",
                             "/role_claims_in required"}));
}

// What a portal defines never reads like a permission of this server.
TEST(RegistrationRoles, ResourceTypesStandInANamespace) {
  auto r = portal();
  r.permission_namespace = "permits";
  r.resource_types = {{"permit", "read extend:own", "payer", ""}, {"fee", "waive", "", "assured"}};
  EXPECT_EQ(check(r), Wrong{});
  r.permission_namespace.clear();
  EXPECT_EQ(check(r), Wrong{"/permission_namespace required"});
  for (const auto* name : {"p", "Permits", "per mits", "permits:", "1a", "a.b"}) {
    r.permission_namespace = name;
    EXPECT_EQ(check(r), Wrong{"/permission_namespace not_a_name"}) << name;
  }
  r.permission_namespace = "permits";
  for (const auto* action : {"a.b", "a:b", "read:own:own", ":own", "-x", "a\tb"}) {
    r.resource_types = {{"permit", action, "", ""}};
    EXPECT_EQ(check(r), Wrong{"/resource_types/0/actions not_a_name"}) << action;
  }
  r.resource_types = {{"permit", "", "", ""}, {"permit", "read", "a b", "never"}};
  EXPECT_EQ(check(r),
            (Wrong{"/resource_types/0/actions required", "/resource_types/1/owner not_a_name",
                   "/resource_types/1/sign_in unknown_value", "/resource_types/1/type duplicate"}));
}

TEST(RegistrationRoles, WhoAsksForDecisionsAsksAsItself) {
  auto r = portal();
  r.scopes.emplace_back("authzen:evaluate");
  EXPECT_EQ(check(r), Wrong{"/scopes needs_client_credentials"});
  r.grant_types.emplace_back("client_credentials");
  EXPECT_EQ(check(r), Wrong{});
}

}  // namespace
}  // namespace tessera::oauth
