// The names of the registration standards beside ours, and what a template leaves of a wish.
#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

#include "oauth/clients/client_metadata.hpp"
#include "oauth/clients/initial_tokens.hpp"
#include "oauth/clients/registration_meter.hpp"
#include "oauth/logout/session_state.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

RegistrationTemplate limits() {
  RegistrationTemplate out{.owner = "City", .contacts = {"it@city.test"}};
  out.scopes = {"openid", "email"};
  out.claims = {{"email", "to send it", "consent"}};
  return out;
}

Result<ClientRegistration> parse(std::string_view json) {
  return parse_metadata(*codec::parse_json_object(json), limits(), baseline());
}
std::string error_of(std::string_view json) {
  const auto parsed = parse(json);
  return parsed ? "" : parsed.error().id;
}

// RFC 7591 2, RFC 7591 2.2, OpenID Connect Registration 2.
TEST(ClientMetadata, StandardNamesBecomeOurs) {
  const auto r = parse(R"({"client_name":"Parking","client_name#de":"Parken",
    "client_uri":"https://p.test/","redirect_uris":["https://p.test/cb"],"scope":"openid email",
    "token_endpoint_auth_method":"none","jwks":null,"a_future_member":[1],
    "id_token_encrypted_response_alg":"ECDH-ES","initiate_login_uri":"https://p.test/go"})");
  ASSERT_TRUE(r) << r.error().text;
  EXPECT_EQ(r->name, "Parking");
  EXPECT_EQ(name_in(*r, "de"), "Parken");
  EXPECT_EQ(r->home_uri, "https://p.test/");
  EXPECT_EQ(r->scopes, (std::vector<std::string>{"openid", "email"}));
  EXPECT_EQ(r->owner, "City");
  EXPECT_EQ(r->contacts, std::vector<std::string>{"it@city.test"});
  EXPECT_EQ(r->id_token_encrypted_response.enc, "A128CBC-HS256") << "the default of the standard";
  const auto out = to_metadata(*r);
  EXPECT_EQ(out.at("client_name#de"), "Parken");
  EXPECT_EQ(out.at("scope"), "openid email");
  EXPECT_EQ(out.at("initiate_login_uri"), "https://p.test/go");
  for (const auto* ours : {"owner", "claims", "profile", "skip_consent", "scopes", "name"})
    EXPECT_FALSE(out.contains(ours)) << ours;
}

// What is stored must be read back: one registration that cannot be would stop the others.
TEST(ClientMetadata, EveryMemberHasALimit) {
  const std::string large(3000, 'a');
  for (const auto& member :
       {R"("client_name":")" + large + '"', R"("client_uri":"https://p.test/)" + large + '"',
        R"("client_name#de":")" + large + '"', R"("client_name#)" + large + R"(":"x")",
        R"("logo_uri":"https://p.test/)" + large + '"'}) {
    EXPECT_EQ(error_of(R"({"redirect_uris":["https://p.test/cb"],)" + member + "}"),
              "invalid_client_metadata")
        << member.substr(0, 30);
  }
}

TEST(ClientMetadata, NothingExceedsTheTemplate) {
  const auto r = parse(R"({"redirect_uris":["https://p.test/cb"],"scope":"openid profile phone",
    "grant_types":["authorization_code","client_credentials"],"owner":"Me","profile":"legacy",
    "skip_consent":true,"roles_claim":true,"audiences":["https://api.test"],"listed":true,
    "served_audiences":["https://api.test"],
    "claims":[{"claim":"name","purpose":"x","legal_basis":"consent"}]})");
  ASSERT_TRUE(r) << r.error().text;
  EXPECT_EQ(r->scopes, std::vector<std::string>{"openid"});
  EXPECT_EQ(r->grant_types, std::vector<std::string>{"authorization_code"});
  EXPECT_EQ(r->owner, "City");
  EXPECT_EQ(r->profile, "baseline");
  EXPECT_EQ(r->claims.size(), 1u);
  EXPECT_EQ(r->claims[0].claim, "email");
  EXPECT_FALSE(r->skip_consent || r->roles_claim || r->listed);
  EXPECT_TRUE(r->audiences.empty());
  EXPECT_TRUE(r->served_audiences.empty()) << "nobody names himself an API";
  EXPECT_EQ(r->name, "p.test") << "people need some name";
}

// RFC 9396 10, RFC 7591 2.
TEST(ClientMetadata, TypesOfDetailsAreThoseOfTheTemplate) {
  const auto json = *codec::parse_json_object(
      R"({"redirect_uris":["https://p.test/cb"],"authorization_details_types":["record","payment"],
          "sector":"victim.test"})");
  const auto none = parse_metadata(json, limits(), baseline());
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->authorization_details_types.empty());
  EXPECT_EQ(none->sector, "") << "no word of a client";
  auto one = limits();
  one.authorization_details_types = {"record"};
  EXPECT_EQ(parse_metadata(json, one, baseline())->authorization_details_types,
            std::vector<std::string>{"record"});
}

// RFC 7592 2.2.
TEST(ClientMetadata, AReplacementLeavesWhatAdministrationDecided) {
  auto stored = portal();
  stored.scopes = {"openid"};
  stored.claims.clear();
  stored.grant_types = {"authorization_code"};
  stored.authorization_details_types = {"record"};
  stored.audiences = stored.served_audiences = {"https://api.test"};
  stored.minimum_ial = Ial::ial2;
  stored.sector = "sector.test";
  stored.texts = {{"de", "Parken", "Text"}};
  stored.review = stored.expires = from_unix(1'900'000'000);
  stored.require_pushed_authorization_requests = true;
  stored.dpop_bound_access_tokens = true;
  stored.id_token_encrypted_response = {"ECDH-ES", "A256GCM"};
  const auto r =
      parse_replacement(*codec::parse_json_object(R"({"client_name":"New","client_name#de":"Neu",
        "redirect_uris":["https://p.test/cb"],"scope":"openid email",
        "grant_types":["authorization_code","refresh_token"],"sector":"victim.test",
        "authorization_details_types":["record","payment"],"expires":null,"claims":[],
        "require_pushed_authorization_requests":false,"audiences":["https://x.test"],
        "served_audiences":["https://x.test"],"minimum_ial":"none"})"),
                        stored, baseline());
  ASSERT_TRUE(r) << r.error().text;
  auto expected = stored;
  expected.name = "New";
  expected.texts = {{"de", "Neu", "Text"}};
  expected.home_uri.clear();
  expected.redirect_uris = {"https://p.test/cb"};
  EXPECT_EQ(to_json(*r), to_json(expected));
}

TEST(ClientMetadata, AConfirmedSectorIsConfirmedAgain) {
  auto stored = portal();
  stored.sector_identifier_uri = "https://s.test/list";
  stored.sector = "s.test";
  const auto r = parse_replacement(
      *codec::parse_json_object(R"({"redirect_uris":["https://p.test/cb"]})"), stored, baseline());
  ASSERT_TRUE(r);
  EXPECT_EQ(r->sector_identifier_uri, "");
  EXPECT_EQ(r->sector, "");
}

// OpenID Connect Core 8.1.
TEST(ClientMetadata, AnAppTakesNoSectorOfAHostThatItDoesNotAnswerFor) {
  const auto app = [](std::string_view uris, std::string_view more = "") {
    return error_of(R"({"application_type":"native","redirect_uris":[)" + std::string(uris) + "]" +
                    std::string(more) + "}");
  };
  const std::string both = R"("http://127.0.0.1/cb","https://victim.test/cb")";
  EXPECT_EQ(app(both), "invalid_redirect_uri");
  EXPECT_EQ(app(R"("com.app:/cb","https://victim.test/cb")"), "invalid_redirect_uri");
  EXPECT_EQ(app(R"("com.app://victim.test/cb")"), "invalid_redirect_uri");
  EXPECT_EQ(app(both, R"(,"sector_identifier_uri":"https://victim.test/list")"), "");
  EXPECT_EQ(app(R"("http://127.0.0.1/cb","com.app:/cb","com.app://callback")"), "");
  EXPECT_EQ(app(R"("https://own.test/a","https://own.test/b")"), "");
}

TEST(ClientMetadata, ErrorsAreThoseOfTheStandard) {
  EXPECT_EQ(error_of(R"({"redirect_uris":"https://p.test/cb"})"), "invalid_redirect_uri");
  EXPECT_EQ(error_of(R"({"token_endpoint_auth_method":"client_secret_jwt"})"),
            "invalid_client_metadata");
  EXPECT_EQ(error_of(R"({"id_token_signed_response_alg":"none"})"), "invalid_client_metadata");
  EXPECT_EQ(error_of(R"({"jwks":{"keys":[{"kty":"oct","k":"AA"}]}})"), "invalid_client_metadata");
  EXPECT_EQ(error_of(R"({"software_statement":"a.b.c"})"), "unapproved_software_statement");
}

TEST(ClientMetadata, DescriptionsAreAsciiWithoutQuotes) {
  Error error{.code = Errc::invalid, .id = "client.invalid"};
  error.fields = {{"/ä\"\\", "x", {}}};
  const auto text = metadata_error(error).error().text;
  for (const char c : text) EXPECT_TRUE(c >= 0x20 && c <= 0x7E && c != '"' && c != '\\') << text;
}

TEST(RegistrationTemplates, SurviveTheirJson) {
  auto wish = limits();
  wish.approve = true;
  wish.authorization_details_types = {"record"};
  const auto again = parse_registration_template(to_json(wish));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(*again), to_json(wish));
  EXPECT_FALSE(parse_registration_template({{"approve", "yes"}}));
  EXPECT_FALSE(parse_registration_template({{"unknown", 1}}));
}

TEST(RegistrationMeters, CountPerNetworkAndMinute) {
  RegistrationMeter meter;
  const auto now = from_unix(1'800'000'000);
  for (int i = 0; i < RegistrationMeter::kEach; ++i) ASSERT_TRUE(meter.admit("192.0.2.1", now));
  EXPECT_FALSE(meter.admit("192.0.2.1", now));
  EXPECT_TRUE(meter.admit("192.0.2.2", now));
  EXPECT_TRUE(meter.admit("192.0.2.1", now + RegistrationMeter::kWindow));
}

// Session Management 4.2: computed by hand, as the script of the frame does.
TEST(SessionStates, AreSaltedPerPortalAndOrigin) {
  const auto state = session_state("c1", "https://p.test", "mark", "salt");
  EXPECT_TRUE(state.ends_with(".salt"));
  EXPECT_EQ(state.size(), 64u + 5u);
  const auto digest = crypto::sha256(as_bytes("c1 https://p.test mark salt"));
  EXPECT_EQ(state.substr(0, 64), to_hex(Bytes(digest.begin(), digest.end())));
  EXPECT_NE(state, session_state("c1", "https://p.test", "mark2", "salt"));
  EXPECT_NE(state, session_state("c2", "https://p.test", "mark", "salt"));
  EXPECT_NE(state, session_state("c1", "https://q.test", "mark", "salt"));
}

}  // namespace
}  // namespace tessera::oauth
