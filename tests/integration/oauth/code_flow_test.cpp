#include <algorithm>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class CodeFlow : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
    portal = add_client();
  }
  Somebody anna;
  authn::Session session;
  Portal portal;
};

TEST_F(CodeFlow, GivesTokensThatSayWhoAndHow) {
  const auto answer = flow(portal, session, {{"scope", "openid offline_access"}});
  const auto id = claims_of(text(answer, "id_token"));
  EXPECT_EQ(text(id, "iss"), kIssuer);
  EXPECT_EQ(text(id, "aud"), portal.id);
  EXPECT_EQ(text(id, "nonce"), "n1");
  EXPECT_EQ(text(id, "acr"), kAcrAal2);
  EXPECT_EQ(text(id, "sid"), to_string(session.id));
  EXPECT_EQ(id.at("auth_time").as_int64(), to_unix(session.auth_time));
  EXPECT_EQ(id.at("exp").as_int64() - id.at("iat").as_int64(), 120);
  EXPECT_FALSE(id.contains("email"));
  const auto access = claims_of(text(answer, "access_token"));
  EXPECT_EQ(text(access, "client_id"), portal.id);
  EXPECT_EQ(text(access, "sub"), text(id, "sub"));
  EXPECT_NE(text(id, "sub"), to_string(anna.id)) << "pairwise";
  const auto hash = crypto::sha256(as_bytes(text(answer, "access_token")));
  EXPECT_EQ(text(id, "at_hash"), codec::to_base64url(BytesView(hash).first(16)));
  EXPECT_TRUE(text(answer, "refresh_token").starts_with("tsr_"));
  const auto header =
      jose::peek_header(text(answer, "id_token"), {.algorithms = {jose::SignAlg::rs256}});
  EXPECT_TRUE(header) << "RS256 is the default";
  EXPECT_EQ(events("token.issued"), 1);
  EXPECT_EQ(events("consent.granted"), 1);
  EXPECT_EQ(events("authorization.granted"), 1);
}

TEST_F(CodeFlow, TheSameSectorSeesOneSubjectAndAnotherSectorAnother) {
  auto same = registration();
  same.sector = "portal.test";
  auto other = registration();
  other.sector = "other.test";
  const auto subject = [&](const Portal& p) {
    return text(claims_of(text(flow(p, session), "id_token")), "sub");
  };
  const auto first = subject(portal);
  EXPECT_EQ(subject(add_client(same)), first);
  EXPECT_NE(subject(add_client(other)), first);
  EXPECT_EQ(subject(portal), first);
}

TEST_F(CodeFlow, ACodeUsedTwiceRevokesWhatCameFromIt) {
  const auto code = code_for(portal, session, {{"scope", "openid offline_access"}});
  const auto first = redeem(portal, code);
  ASSERT_TRUE(first);
  EXPECT_TRUE(is_active(portal, text(*first, "access_token")));
  const auto second = redeem(portal, code);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "invalid_grant");
  EXPECT_FALSE(is_active(portal, text(*first, "access_token")));
  EXPECT_FALSE(userinfo(text(*first, "access_token")));
  EXPECT_FALSE(refresh(portal, text(*first, "refresh_token")));
  EXPECT_EQ(events("token.code.reused"), 1);
}

TEST_F(CodeFlow, ACodeUsedTwiceIsCaughtAfterRedisForgotEverything) {
  const auto code = code_for(portal, session);
  const auto first = redeem(portal, code);
  ASSERT_TRUE(first);
  run([&]() -> Task<> { (void)co_await redis().command({"FLUSHALL"}); });
  EXPECT_FALSE(redeem(portal, code));
  run([&]() -> Task<> { (void)co_await redis().command({"FLUSHALL"}); });
  EXPECT_FALSE(is_active(portal, text(*first, "access_token"))) << "the row remembers";
}

TEST_F(CodeFlow, ACodeThatRedisRevivedIsNotRedeemedAgain) {
  const auto code = code_for(portal, session);
  const auto keys = run([&]() -> Task<store::redis::Reply> {
    co_return co_await redis().command({"KEYS", "code:*"});
  });
  ASSERT_EQ(keys.items.size(), 1u);
  const auto key = keys.items[0].text;
  const auto saved =
      run([&]() -> Task<store::redis::Reply> { co_return co_await redis().command({"GET", key}); });
  const auto first = redeem(portal, code);
  ASSERT_TRUE(first);
  run([&]() -> Task<> {
    (void)co_await redis().command({"SET", key, saved.text});
  });  // an old replica took over
  const auto second = redeem(portal, code);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "invalid_grant");
  EXPECT_FALSE(is_active(portal, text(*first, "access_token")));
}

TEST_F(CodeFlow, OfManyParallelRedemptionsOneAtMostSucceeds) {
  const auto code = code_for(portal, session);
  const auto results = at_once(8, [&](std::size_t i) {
    return token(portal,
                 {{"grant_type", "authorization_code"},
                  {"code", code},
                  {"redirect_uri", "https://portal.test/cb"}},
                 i % 2)
        .has_value();
  });
  EXPECT_LE(std::ranges::count(results, true), 1);
  EXPECT_LE(count("select count(*) from oauth_grant where person is not null"), 1);
}

TEST_F(CodeFlow, APortalCannotRedeemTheCodeOfAnother) {
  const auto thief = add_client();
  const auto code = code_for(portal, session);
  const auto stolen = redeem(thief, code);
  ASSERT_FALSE(stolen);
  EXPECT_EQ(stolen.error().id, "invalid_grant");
  EXPECT_EQ(events("token.refused"), 1);
  EXPECT_EQ(events("token.code.reused"), 0);
  const auto rightful = redeem(portal, code);
  ASSERT_TRUE(rightful) << "and does not spoil it";
  EXPECT_TRUE(is_active(portal, text(*rightful, "access_token")));
}

TEST_F(CodeFlow, ChecksPkceWhenItWasSentAndRefusesADowngrade) {
  const auto verifier =
      std::pair<std::string, std::string>("code_verifier", std::string(kVerifier));
  EXPECT_TRUE(redeem(portal, code_for(portal, session, with_pkce()), {verifier}));
  EXPECT_FALSE(redeem(portal, code_for(portal, session, with_pkce()))) << "no verifier";
  EXPECT_FALSE(redeem(portal, code_for(portal, session, with_pkce()),
                      {{"code_verifier", std::string(48, 'x')}}));
  const auto stripped = redeem(portal, code_for(portal, session), {verifier});
  ASSERT_FALSE(stripped) << "a verifier without a challenge tells of a stripped request";
  EXPECT_EQ(stripped.error().id, "invalid_grant");
}

TEST_F(CodeFlow, ACodeDiesAfterAMinuteAndWithItsSession) {
  const auto late = code_for(portal, session);
  clock.advance(seconds{61});
  EXPECT_FALSE(redeem(portal, late));
  const auto orphan = code_for(portal, session);
  const auto now = context();
  EXPECT_TRUE(run([&] { return authn_->sessions().end(session.id, session.person, "test", now); }));
  EXPECT_FALSE(redeem(portal, orphan));
}

TEST_F(CodeFlow, TheRedirectUriMustBeRepeated) {
  const auto code = code_for(portal, session);
  EXPECT_EQ(token(portal, {{"grant_type", "authorization_code"}, {"code", code}}).error().id,
            "invalid_request");
  EXPECT_TRUE(token(portal, {{"grant_type", "authorization_code"},
                             {"code", code},
                             {"redirect_uri", "https://portal.test/cb"}}))
      << "what was not tried is not used up";
  const auto other = code_for(portal, session);
  EXPECT_FALSE(token(portal, {{"grant_type", "authorization_code"},
                              {"code", other},
                              {"redirect_uri", "https://portal.test/cb/"}}));
}

TEST_F(CodeFlow, PersonalClaimsGoOutByUserinfoAndIntoTheLedger) {
  const people::ActingAs system;
  const auto now = context();
  std::vector<people::Attribute> values{{.name = "name",
                                         .value = "Anna Ek",
                                         .source = "test",
                                         .method = "document",
                                         .recorded = clock.now()},
                                        {.name = "email",
                                         .value = "anna@mail.test",
                                         .source = "test",
                                         .method = "code_mail",
                                         .recorded = clock.now()}};
  ASSERT_TRUE(run([&] { return people_->set_attributes(anna.id, values, system, now); }));
  const auto answer = flow(portal, session, {{"scope", "openid profile email"}});
  const auto claims = userinfo(text(answer, "access_token"));
  ASSERT_TRUE(claims) << claims.error().detail;
  EXPECT_EQ(text(*claims, "name"), "Anna Ek");
  EXPECT_EQ(text(*claims, "email"), "anna@mail.test");
  EXPECT_EQ(text(*claims, "sub"), text(claims_of(text(answer, "id_token")), "sub"));
  ASSERT_TRUE(userinfo(text(answer, "access_token")));
  EXPECT_EQ(events("claims.released"), 1) << "one token, one release";
  const auto seen = run([&] { return consents_->releases(anna.id, 10); });
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].claims, (std::vector<std::string>{"email", "name"}));
  EXPECT_EQ(seen[0].client_name, "Parking");
  EXPECT_NE(seen[0].purpose.find("to print the permit"), std::string::npos);
}

TEST_F(CodeFlow, ARequestedIdTokenClaimIsInTheTokenAndInTheLedger) {
  const people::ActingAs system;
  const auto now = context();
  std::vector<people::Attribute> values{{.name = "name",
                                         .value = "Anna \"Ek\"",
                                         .source = "test",
                                         .method = "document",
                                         .recorded = clock.now()}};
  ASSERT_TRUE(run([&] { return people_->set_attributes(anna.id, values, system, now); }));
  const auto answer =
      flow(portal, session, {{"claims", R"({"id_token":{"name":null,"birthdate":null}})"}});
  const auto id = claims_of(text(answer, "id_token"));
  EXPECT_EQ(text(id, "name"), "Anna \"Ek\"");
  EXPECT_FALSE(id.contains("birthdate")) << "not registered";
  EXPECT_EQ(count("select count(*) from release where channel = 'id_token'"), 1);
}

TEST_F(CodeFlow, RolesGoOnlyToClientsThatAreRegisteredAndFiltered) {
  roles_.roles = {"registrar", "auditor", "operator"};
  EXPECT_FALSE(claims_of(text(flow(portal, session), "id_token")).contains("roles"));
  auto r = registration();
  r.roles_claim = true;
  r.role_filter = {"registrar", "auditor"};
  const auto id = claims_of(text(flow(add_client(r), session), "id_token"));
  EXPECT_EQ(id.at("roles"), (boost::json::array{"auditor", "registrar"}));
  roles_.least = Acr::aal2_phr;
  EXPECT_FALSE(claims_of(text(flow(add_client(r), session), "id_token")).contains("roles"))
      << "a sign-in that can be phished carries no role";
}

TEST_F(CodeFlow, APasswordAloneCarriesNoRoles) {
  roles_.roles = {"registrar"};
  auto r = registration();
  r.roles_claim = true;
  r.skip_consent = true;
  const auto desk = add_client(r);
  const auto weak = sign_in(make_person("ben@example.org", false)).session;
  ASSERT_EQ(weak.acr, Acr::aal1);
  const auto params = form(request(desk));
  const std::optional<authn::Session> who = weak;
  const auto now = context();
  auto outcome = run([&] { return services_->authorize().start(params, who, now); });
  ASSERT_TRUE(std::holds_alternative<GoTo>(outcome)) << "a second factor is asked for";
  const auto opened = authn::open_flow(
      std::string_view(std::get<GoTo>(outcome).location).substr(14), *keyring().get(), clock.now());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->request.wanted, Acr::aal2);
  // There is none: only the subject.
  const auto sealed = opened->request.return_to.substr(opened->request.return_to.find('=') + 1);
  outcome = run([&] { return services_->authorize().resume(sealed, who, now); });
  ASSERT_TRUE(std::holds_alternative<SendToClient>(outcome));
  const auto& fields = std::get<SendToClient>(outcome).fields;
  const auto code = std::ranges::find(fields, "code", &std::pair<std::string, std::string>::first);
  ASSERT_NE(code, fields.end());
  const auto answer = redeem(desk, code->second);
  ASSERT_TRUE(answer);
  EXPECT_FALSE(claims_of(text(*answer, "id_token")).contains("roles"));
  EXPECT_FALSE(claims_of(text(*answer, "access_token")).contains("roles"));
}

}  // namespace
}  // namespace tessera::oauth
