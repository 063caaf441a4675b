// What leaves the house: encrypted as registered, verified where it says so, no more than was
// asked, and all of it in the ledger.
#include <boost/json/serialize.hpp>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class Disclosure : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    const auto checked = clock.now() - days{30};
    const auto by_officer = [&](std::string name, std::string value) {
      return people::Attribute{.name = std::move(name),
                               .value = std::move(value),
                               .source = "applicant",
                               .method = "document",
                               .verified = checked};
    };
    std::vector<people::Attribute> values{
        by_officer("given_name", "Anna"),
        by_officer("birthdate", "1990-05-01"),
        by_officer("document_type", "passport"),
        by_officer("national_id", "X1234567"),
        by_officer("address", R"({"locality":"Köln","country":"DE"})"),
        {.name = "nickname", .value = "Anni", .source = "person", .method = "self_asserted"}};
    const auto now = context();
    const people::ActingAs by;
    ASSERT_TRUE(run([&] { return people_->set_attributes(anna.id, values, by, now); }));
    sql("update person set ial = 2 where id = '" + to_string(anna.id) + "'");
    session = sign_in(anna).session;
    wanted.claims = {{"given_name", "to greet you", "consent"},
                     {"nickname", "to greet you", "consent"},
                     {"birthdate", "for the file", "consent"},
                     {"age_over_18", "to sell wine", "consent"},
                     {"resident_of", "residents pay less", "consent"},
                     {"national_id", "for the tax file", "legal_obligation"}};
    wanted.jwks = boost::json::serialize(boost::json::object{
        {"keys", boost::json::array{to_jwk(jose::EncryptionJwk{.key = key, .kid = "e1"})}}});
  }

  std::string open(std::string_view token, std::string* cty = nullptr) {
    const auto opened = jose::decrypt_jwe(
        token, {}, [&](const jose::JweHeader&) { return std::optional(key); }, random);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().id);
    if (opened && cty != nullptr) *cty = opened->header.cty;
    return opened ? opened->plain : "";
  }
  Fields asking(std::string claims) { return {{"claims", std::move(claims)}}; }
  Result<QueryAnswer> ask_userinfo(const boost::json::object& tokens) {
    const auto now = context();
    const PresentedToken presented{.text = text(tokens, "access_token")};
    return run([&] { return services_->queries().userinfo(presented, now); });
  }
  // All that was released, in the order of names.
  std::vector<std::string> ledger() {
    std::vector<std::string> out;
    for (const auto& line : run([&] { return consents_->releases(anna.id, 10); })) {
      EXPECT_FALSE(line.purpose.empty());
      out.insert(out.end(), line.claims.begin(), line.claims.end());
    }
    std::ranges::sort(out);
    return out;
  }
  using Names = std::vector<std::string>;

  Somebody anna;
  authn::Session session;
  ClientRegistration wanted = registration();
  jose::Key key = jose::Key::generate(crypto::KeyType::ec_p256);
};

TEST_F(Disclosure, IdTokensAreSignedThenEncryptedAsRegistered) {
  for (const auto& enc : {"A128CBC-HS256", "A128GCM", "A256GCM"}) {
    wanted.id_token_encrypted_response = {"ECDH-ES", enc};
    const auto answer = flow(add_client(wanted), session);
    std::string cty;
    const auto inner = open(text(answer, "id_token"), &cty);
    EXPECT_EQ(cty, "JWT");
    EXPECT_TRUE(signer_.verify_own(inner, {.algorithms = {jose::SignAlg::rs256}}));
    EXPECT_EQ(text(claims_of(inner), "nonce"), "n1");
  }
}

TEST_F(Disclosure, ARefreshedIdTokenIsEncryptedToo) {
  wanted.id_token_encrypted_response = {"ECDH-ES+A128KW", "A256GCM"};
  const auto portal = add_client(wanted);
  const auto first = flow(portal, session, {{"scope", "openid offline_access"}});
  const auto again = refresh(portal, text(first, "refresh_token"));
  ASSERT_TRUE(again);
  EXPECT_FALSE(claims_of(open(text(*again, "id_token"))).empty());
}

// Nothing is sent in clear because a key is missing, and the code is still good afterwards.
TEST_F(Disclosure, WithoutAKeyNothingGoesOutAndNothingIsUsedUp) {
  wanted.id_token_encrypted_response = {"ECDH-ES", "A256GCM"};
  wanted.jwks.clear();
  wanted.jwks_uri = "https://portal.test/keys.json";
  const auto portal = add_client(wanted);
  const auto code = code_for(portal, session);
  const auto refused = redeem(portal, code);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "invalid_request");
  EXPECT_EQ(events("token.issued"), 0);
  documents_.known[wanted.jwks_uri] = boost::json::serialize(
      boost::json::object{{"keys", boost::json::array{to_jwk(jose::EncryptionJwk{.key = key})}}});
  clock.advance(seconds{40});
  const auto answer = redeem(portal, code);
  ASSERT_TRUE(answer) << answer.error().id;
  EXPECT_FALSE(claims_of(open(text(*answer, "id_token"))).empty());
}

TEST_F(Disclosure, UserinfoIsSignedAndEncryptedAsRegistered) {
  wanted.userinfo_signed_response_alg = crypto::SignAlg::rs256;
  wanted.userinfo_encrypted_response = {"ECDH-ES", "A128GCM"};
  const auto portal = add_client(wanted);
  const auto tokens =
      flow(portal, session, asking(R"({"userinfo":{"national_id":null,"given_name":null}})"));
  const auto answer = ask_userinfo(tokens);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->content_type, "application/jwt");
  const auto inner = open(answer->body);
  ASSERT_TRUE(signer_.verify_own(inner, {.algorithms = {jose::SignAlg::rs256}}));
  const auto claims = claims_of(inner);
  EXPECT_EQ(text(claims, "aud"), portal.id);
  EXPECT_EQ(text(claims, "given_name"), "Anna");
  EXPECT_EQ(text(claims, "national_id"), "X1234567") << "restricted, and encrypted";
  EXPECT_EQ(ledger(), (Names{"given_name", "national_id"}));
}

// R40
TEST_F(Disclosure, RestrictedClaimsAreStrippedAndOnRecordWithoutEncryption) {
  const auto tokens = flow(add_client(wanted), session,
                           asking(R"({"userinfo":{"national_id":null,"given_name":null},)"
                                  R"("id_token":{"national_id":null}})"));
  EXPECT_FALSE(claims_of(text(tokens, "id_token")).contains("national_id"));
  const auto answer = userinfo(text(tokens, "access_token"));
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->contains("national_id"));
  EXPECT_EQ(text(*answer, "given_name"), "Anna");
  EXPECT_EQ(ledger(), Names{"given_name"});
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.granted' and "
                  "body like '%\"claims_refused\":[\"national_id\"]%'"),
            1);
}

// R68
TEST_F(Disclosure, OpenidAloneYieldsOnlyTheSubject) {
  const auto tokens = flow(add_client(wanted), session);
  const auto answer = userinfo(text(tokens, "access_token"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->size(), 1u);
  EXPECT_TRUE(answer->contains("sub"));
  EXPECT_TRUE(ledger().empty());
}

TEST_F(Disclosure, PredicatesAnswerWithoutTheirSource) {
  const auto tokens = flow(add_client(wanted), session,
                           asking(R"({"id_token":{"age_over_18":null},)"
                                  R"("userinfo":{"resident_of":{"value":"DE/Köln"}}})"));
  const auto id = claims_of(text(tokens, "id_token"));
  EXPECT_EQ(id.at("age_over_18"), true);
  EXPECT_EQ(ledger(), Names{"age_over_18"});
  const auto answer = userinfo(text(tokens, "access_token"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(text(*answer, "resident_of"), "DE/Köln");
  EXPECT_EQ(answer->size(), 2u) << boost::json::serialize(*answer);
  EXPECT_EQ(ledger(), (Names{"age_over_18", "resident_of:DE/Köln"}));
}

TEST_F(Disclosure, ANewQuestionIsANewConsent) {
  const auto portal = add_client(wanted);
  ASSERT_FALSE(
      code_for(portal, session, asking(R"({"userinfo":{"resident_of":{"value":"DE"}}})")).empty());
  const auto asked = [&](std::string place) {
    const auto now = context();
    const std::optional<authn::Session> who = session;
    const auto params = form(
        request(portal, asking(R"({"userinfo":{"resident_of":{"value":")" + place + R"("}}})")));
    const auto outcome = run([&] { return services_->authorize().start(params, who, now); });
    return std::holds_alternative<AskConsent>(outcome);
  };
  EXPECT_FALSE(asked("DE"));
  EXPECT_TRUE(asked("DE/Köln"));
}

TEST_F(Disclosure, VerifiedClaimsComeFromProvenance) {
  const std::string asked =
      R"({"verification":{"trust_framework":null,"assurance_level":null,)"
      R"("evidence":[{"type":{"value":"document"},"document_details":{"type":null}}]},)"
      R"("claims":{"given_name":null,"nickname":null,"family_name":null}})";
  const auto portal = add_client(wanted);
  const auto tokens = flow(portal, session,
                           asking(R"({"userinfo":{"verified_claims":)" + asked +
                                  R"(},"id_token":{"verified_claims":)" + asked + "}}"));
  const auto id = claims_of(text(tokens, "id_token"));
  const auto answer = userinfo(text(tokens, "access_token"));
  ASSERT_TRUE(answer);
  for (const auto& claims : {id, *answer}) {
    const auto& verified = claims.at("verified_claims").as_object();
    EXPECT_EQ(verified.at("claims"), (boost::json::object{{"given_name", "Anna"}}))
        << "what she says of herself is not verified";
    EXPECT_EQ(verified.at("verification").at("assurance_level"), "ial2");
    EXPECT_FALSE(claims.contains("given_name")) << "it was asked as a verified one";
    EXPECT_EQ(boost::json::serialize(verified).find("passport"), std::string::npos);
  }
  EXPECT_EQ(ledger(), (Names{"verified_claims.given_name", "verified_claims.given_name"}))
      << "the ID token and userinfo";
}

// R40: encrypted, registered, on the page and in the ledger; else the member is left out.
TEST_F(Disclosure, TheTypeOfADocumentIsAClaimLikeOthers) {
  const auto asked =
      asking(R"({"userinfo":{"verified_claims":{"verification":{"trust_framework":null,)"
             R"("evidence":[{"type":null,"document_details":{"type":null}}]},)"
             R"("claims":{"given_name":null}}}})");
  wanted.userinfo_encrypted_response = {"ECDH-ES", "A128GCM"};
  const auto without = open(ask_userinfo(flow(add_client(wanted), session, asked))->body);
  EXPECT_NE(without.find("given_name"), std::string::npos);
  EXPECT_EQ(without.find("passport"), std::string::npos) << "not registered";
  EXPECT_EQ(ledger(), Names{"verified_claims.given_name"});

  wanted.claims.push_back({"document_type", "for the file", "legal_obligation"});
  const auto portal = add_client(wanted);
  const auto now = context();
  const auto params = form(request(portal, asked));
  const std::optional<authn::Session> who = session;
  const auto outcome = run([&] { return services_->authorize().start(params, who, now); });
  const auto* page = std::get_if<AskConsent>(&outcome);
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->claims.size(), 2u) << "name and type of document";
  const auto with = open(ask_userinfo(flow(portal, session, asked))->body);
  EXPECT_NE(with.find("passport"), std::string::npos);
  EXPECT_EQ(ledger(), (Names{"verified_claims.document_type", "verified_claims.given_name",
                             "verified_claims.given_name"}));
}

TEST_F(Disclosure, OneOfIdTokenAndUserinfoMayAskAlone) {
  const std::string asked =
      R"({"verification":{"trust_framework":{"value":"urn:tessera:trust-framework"}},)"
      R"("claims":{"birthdate":{"essential":true}}})";
  const auto portal = add_client(wanted);
  const auto by_id =
      flow(portal, session, asking(R"({"id_token":{"verified_claims":)" + asked + "}}"));
  EXPECT_TRUE(claims_of(text(by_id, "id_token")).contains("verified_claims"));
  EXPECT_FALSE(userinfo(text(by_id, "access_token"))->contains("verified_claims"));
  const auto by_userinfo =
      flow(portal, session, asking(R"({"userinfo":{"verified_claims":)" + asked + "}}"));
  EXPECT_FALSE(claims_of(text(by_userinfo, "id_token")).contains("verified_claims"));
  EXPECT_TRUE(userinfo(text(by_userinfo, "access_token"))->contains("verified_claims"));
}

TEST_F(Disclosure, AMalformedVerifiedRequestIsRefused) {
  const auto portal = add_client(wanted);
  const auto now = context();
  const std::optional<authn::Session> who = session;
  const auto params =
      form(request(portal, asking(R"({"userinfo":{"verified_claims":{"claims":{"name":null}}}})")));
  const auto outcome = run([&] { return services_->authorize().start(params, who, now); });
  const auto* sent = std::get_if<SendToClient>(&outcome);
  ASSERT_NE(sent, nullptr);
  EXPECT_NE(std::ranges::find(sent->fields,
                              std::pair<std::string, std::string>("error", "invalid_request")),
            sent->fields.end());
}

TEST_F(Disclosure, IntrospectionAnswersItsCallerAsAJwt) {
  wanted.introspection_signed_response_alg = crypto::SignAlg::es256;
  const auto portal = add_client(wanted);
  const auto other = add_client();
  const auto tokens = flow(portal, session);
  const auto introspected = [&](const Portal& caller) {
    const auto body = form({{"token", text(tokens, "access_token")},
                            {"client_id", caller.id},
                            {"client_secret", caller.secret}});
    const auto now = context();
    const ClientCredentials credentials{std::nullopt, body};
    const auto answer = run(
        [&] { return services_->queries().introspect(credentials, IntrospectionForm::jwt, now); });
    EXPECT_TRUE(answer);
    EXPECT_EQ(answer->content_type, kIntrospectionJwt);
    EXPECT_TRUE(signer_.verify_own(answer->body,
                                   {.algorithms = {jose::SignAlg::es256, jose::SignAlg::rs256},
                                    .typ = "token-introspection+jwt"}));
    return claims_of(answer->body);
  };
  const auto own = introspected(portal);
  EXPECT_EQ(text(own, "aud"), portal.id);
  EXPECT_EQ(own.at("token_introspection").at("active"), true);
  const auto foreign = introspected(other);
  EXPECT_EQ(text(foreign, "aud"), other.id);
  EXPECT_EQ(foreign.at("token_introspection"), (boost::json::object{{"active", false}}))
      << "not the caller's business";
}

}  // namespace
}  // namespace tessera::oauth
