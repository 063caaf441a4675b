// Backchannel authentication (CIBA Core 1.0), modes poll and ping, plain and signed.
#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/jose/jwk.hpp>

#include "tests/integration/oauth/pending.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kToken = "8d67dc78-7faa-4d41-aabd-67707b374255";

class Ciba : public Pending {
 protected:
  void SetUp() override {
    Pending::SetUp();
    bank = add_client(ciba_client("poll"));
  }
  static ClientRegistration ciba_client(std::string mode) {
    auto r = registration();
    r.name = "Counter";
    r.grant_types.emplace_back(kCibaGrant);
    r.backchannel_token_delivery_mode = std::move(mode);
    if (r.backchannel_token_delivery_mode == "ping")
      r.backchannel_client_notification_endpoint = "https://portal.test/ciba";
    return r;
  }
  Result<boost::json::object> start(const Portal& portal, Fields fields) {
    fields.emplace_back("client_id", portal.id);
    const auto body = form(fields);
    const auto now = context();
    const ClientCredentials credentials{basic(portal), body};
    const auto answer = run([&] { return services_->ciba().start(credentials, now); });
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(*answer);
  }
  Result<boost::json::object> start_for(const std::string& login, Fields more = {}) {
    Fields fields{{"scope", "openid email"}, {"login_hint", login}};
    fields.insert(fields.end(), more.begin(), more.end());
    return start(bank, std::move(fields));
  }
  Result<boost::json::object> poll(const boost::json::object& started) {
    return token(bank, {{"grant_type", std::string(kCibaGrant)},
                        {"auth_req_id", text(started, "auth_req_id")}});
  }
  std::vector<WaitingRequest> waiting() {
    const auto now = context();
    return run([&] { return services_->pending().waiting(session->person, now); });
  }
  // Payloads of the outbox, in the order they were written.
  std::vector<Bytes> messages(const std::string& kind) {
    const auto rows = sql("select convert_from(payload, 'UTF8') from outbox where kind = '" + kind +
                          "' order by id");
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(to_bytes(rows[i].string(0)));
    return out;
  }
  Portal bank;
};

// CIBA 7.3, 8, 10.1
TEST_F(Ciba, ThePersonApprovesInTheAccountAndThePollGetsTokens) {
  const auto started = start_for(anna.login, {{"binding_message", "A7 B2"}});
  ASSERT_TRUE(started) << started.error().text;
  EXPECT_EQ(started->at("expires_in"), 120);
  EXPECT_EQ(error(poll(*started)), "authorization_pending");
  const auto list = waiting();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list.front().client_name, "Counter");
  EXPECT_EQ(list.front().binding_message, "A7 B2");
  const auto page = show(list.front().path, session);
  const auto* asked = std::get_if<AskApproval>(&page);
  ASSERT_NE(asked, nullptr);
  EXPECT_FALSE(asked->device);
  EXPECT_EQ(asked->binding_message, "A7 B2");
  EXPECT_TRUE(approved(answer(list.front().path, session, true)));
  EXPECT_TRUE(waiting().empty());
  clock.advance(seconds{5});
  const auto tokens = poll(*started);
  ASSERT_TRUE(tokens) << tokens.error().detail;
  const auto id = claims_of(text(*tokens, "id_token"));
  EXPECT_EQ(text(id, "aud"), bank.id);
  EXPECT_EQ(text(*userinfo(text(*tokens, "access_token")), "email"), anna.login);
  EXPECT_EQ(error(poll(*started)), "invalid_grant");
  EXPECT_TRUE(messages("ciba_ping").empty());
}

TEST_F(Ciba, AHintOfAnIdTokenNamesThePersonToo) {
  const auto hint = text(flow(bank, *session), "id_token");
  ASSERT_TRUE(start(bank, {{"scope", "openid"}, {"id_token_hint", hint}}));
  EXPECT_EQ(waiting().size(), 1u);
  const auto other = add_client();
  const auto foreign = text(flow(other, *session), "id_token");
  EXPECT_EQ(error(start(bank, {{"scope", "openid"}, {"id_token_hint", foreign}})),
            "invalid_request");
}

TEST_F(Ciba, ThePersonMayRefuse) {
  const auto started = *start_for(anna.login);
  EXPECT_FALSE(approved(answer(waiting().front().path, session, false)));
  EXPECT_EQ(error(poll(started)), "access_denied");
}

TEST_F(Ciba, ARequestIsNobodyElses) {
  const auto started = *start_for(anna.login);
  const auto path = waiting().front().path;
  const auto berta = sign_in(make_person("berta@example.org")).session;
  EXPECT_EQ(refusal(answer(path, berta, true)), "pending.other_person");
  EXPECT_EQ(error(poll(started)), "authorization_pending");
}

// CIBA 14: the client does not learn who has an account.
TEST_F(Ciba, AnUnknownPersonIsNotToldApart) {
  const auto known = *start_for(anna.login);
  clock.advance(seconds{1});  // the order of the messages is that of their times
  const auto unknown = start_for("nobody@example.org");
  ASSERT_TRUE(unknown);
  EXPECT_EQ(text(*unknown, "auth_req_id").size(), text(known, "auth_req_id").size());
  EXPECT_EQ(unknown->at("expires_in"), known.at("expires_in"));
  EXPECT_EQ(error(poll(*unknown)), "authorization_pending");
  EXPECT_EQ(waiting().size(), 1u);
  const auto asked = messages("ciba_request");
  ASSERT_EQ(asked.size(), 2u) << "the same work for both";
  EXPECT_EQ(run([&] { return services_->ciba().expand_request(asked[0]); }).size(), 1u);
  EXPECT_TRUE(run([&] { return services_->ciba().expand_request(asked[1]); }).empty());
  clock.advance(seconds{121});
  EXPECT_EQ(error(poll(*unknown)), "expired_token");
  EXPECT_EQ(error(poll(known)), "expired_token");
}

TEST_F(Ciba, ManyRequestsWearOutNobody) {
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(start_for(anna.login));
  EXPECT_EQ(waiting().size(), 5u);
}

TEST_F(Ciba, AShortExpiryDoesNotMakeMoreMails) {
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(start_for(anna.login, {{"requested_expiry", "1"}}));
    clock.advance(seconds{2});
  }
  EXPECT_TRUE(waiting().empty());
  start_for(anna.login);
  EXPECT_TRUE(waiting().empty()) << "the places are taken for longer";
  for (const auto& message : messages("ciba_request"))
    EXPECT_TRUE(run([&] { return services_->ciba().expand_request(message); }).empty());
  clock.advance(minutes{10});
  start_for(anna.login);
  EXPECT_EQ(waiting().size(), 1u);
}

TEST_F(Ciba, AClientTakesItsOwnPlacesOnly) {
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(start_for(anna.login));
  bank = add_client(ciba_client("poll"));
  EXPECT_TRUE(start_for(anna.login));
  EXPECT_EQ(waiting().size(), 6u);
}

TEST_F(Ciba, AnAnswerFreesThePlace) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(start_for(anna.login));
  EXPECT_TRUE(approved(answer(waiting().front().path, session, true)));
  EXPECT_FALSE(approved(answer(waiting().front().path, session, false)));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(start_for(anna.login));
  EXPECT_EQ(waiting().size(), 5u);
}

TEST_F(Ciba, IsShownToNobodyUnlessItIsInTheJournal) {
  sql("alter table journal_event rename to away");
  EXPECT_ANY_THROW(start_for(anna.login));
  sql("alter table away rename to journal_event");
  EXPECT_TRUE(waiting().empty());
  EXPECT_TRUE(start_for(anna.login));
  EXPECT_EQ(waiting().size(), 1u);
}

// Two tabs: what is written is written of the one answer that counts.
TEST_F(Ciba, WhatIsWrittenIsWrittenOfTheAnswerThatCounts) {
  const auto started = *start_for(anna.login);
  const auto path = waiting().front().path;
  const auto hash = run([&] { return pending_.list(session->person, clock.now()); }).front().hash;
  const auto other = to_string(session->id) + " denies";
  ASSERT_TRUE(run([&] { return pending_.claim(hash, other, clock.now()); }));
  const auto before = count("select count(*) from consent");
  EXPECT_EQ(refusal(answer(path, session, true)), "pending.gone");
  EXPECT_EQ(events("authorization.granted"), 0);
  EXPECT_EQ(count("select count(*) from consent"), before);
  EXPECT_EQ(error(poll(started)), "authorization_pending");
  const auto denied = answer(path, session, false);
  EXPECT_TRUE(std::holds_alternative<PendingAnswered>(denied)) << "the same may come again";
  EXPECT_EQ(events("authorization.denied"), 1);
}

TEST_F(Ciba, AnAnswerThatWasGivenUpKeepsNobodyOut) {
  EXPECT_TRUE(start_for(anna.login));
  const auto path = waiting().front().path;
  const auto hash = run([&] { return pending_.list(session->person, clock.now()); }).front().hash;
  const std::string gone = "another session approves";
  ASSERT_TRUE(run([&] { return pending_.claim(hash, gone, clock.now()); }));
  clock.advance(seconds{31});
  EXPECT_TRUE(approved(answer(path, session, true)));
}

TEST_F(Ciba, ARequestedExpiryIsKept) {
  const auto started = *start_for(anna.login, {{"requested_expiry", "10"}});
  EXPECT_EQ(started.at("expires_in"), 10);
  clock.advance(seconds{11});
  EXPECT_EQ(error(poll(started)), "expired_token");
}

// CIBA 13
TEST_F(Ciba, WrongRequestsHaveTheirErrors) {
  EXPECT_EQ(error(start(bank, {{"scope", "openid"}})), "invalid_request");
  EXPECT_EQ(error(start(bank, {{"scope", "email"}, {"login_hint", anna.login}})), "invalid_scope");
  EXPECT_EQ(error(start_for(anna.login, {{"binding_message", "a\nb"}})), "invalid_binding_message");
  EXPECT_EQ(error(start_for(anna.login, {{"binding_message",
                                          "pay \xE2\x80\xAE"
                                          "01"}})),
            "invalid_binding_message");
  EXPECT_EQ(error(start(add_client(), {{"scope", "openid"}, {"login_hint", anna.login}})),
            "unauthorized_client");
  auto wrong = bank;
  wrong.secret += "x";
  EXPECT_EQ(error(start(wrong, {{"scope", "openid"}, {"login_hint", anna.login}})),
            "invalid_client");
  EXPECT_EQ(error(token(bank, {{"grant_type", std::string(kCibaGrant)}, {"auth_req_id", "x"}})),
            "invalid_grant");
  EXPECT_EQ(events("authorization.refused"), 6);
}

// CIBA 10.2
TEST_F(Ciba, APingIsSentOnceTheAnswerIsInForce) {
  bank = add_client(ciba_client("ping"));
  EXPECT_EQ(error(start_for(anna.login)), "invalid_request") << "no notification token";
  const auto started = *start_for(anna.login, {{"client_notification_token", std::string(kToken)}});
  EXPECT_TRUE(approved(answer(waiting().front().path, session, true)));
  const auto pings = messages("ciba_ping");
  ASSERT_EQ(pings.size(), 1u);
  const auto ping = run([&] { return services_->ciba().ping(pings.front()); });
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->uri, "https://portal.test/ciba");
  EXPECT_EQ(ping->bearer, kToken);
  EXPECT_EQ(ping->body, "{\"auth_req_id\":\"" + text(started, "auth_req_id") + "\"}");
  EXPECT_TRUE(poll(started));
  EXPECT_FALSE(run([&] { return services_->ciba().ping(pings.front()); })) << "fetched already";
}

TEST_F(Ciba, APingBeforeTheAnswerWaits) {
  bank = add_client(ciba_client("ping"));
  EXPECT_TRUE(start_for(anna.login, {{"client_notification_token", std::string(kToken)}}));
  const auto payload = messages("ciba_request").back();
  EXPECT_THROW(run([&] { return services_->ciba().ping(payload); }), Unavailable);
  clock.advance(seconds{121});
  EXPECT_FALSE(run([&] { return services_->ciba().ping(payload); }));
}

// CIBA 7.1.1, FAPI-CIBA 5.2.2
class SignedCiba : public Ciba {
 protected:
  void SetUp() override {
    Ciba::SetUp();
    auto r = ciba_client("poll");
    r.backchannel_authentication_request_signing_alg = crypto::SignAlg::es256;
    r.jwks = boost::json::serialize(
        boost::json::object{{"keys", {jose::to_jwk(key, "k1", crypto::SignAlg::es256)}}});
    bank = add_client(r);
  }
  boost::json::object claims() {
    const auto now = to_unix(clock.now());
    return {{"iss", bank.id},    {"aud", kIssuer},          {"iat", now},
            {"nbf", now},        {"exp", now + 300},        {"jti", "j" + std::to_string(++jti)},
            {"scope", "openid"}, {"login_hint", anna.login}};
  }
  std::string sign(const boost::json::object& claims, const crypto::Key& by,
                   crypto::SignAlg alg = crypto::SignAlg::es256) {
    return jose::sign_jws(by, alg, jose::encode_header(alg, "k1", "JWT"),
                          boost::json::serialize(claims));
  }
  std::string send(const boost::json::object& claims) {
    return error(start(bank, {{"request", sign(claims, key)}}));
  }
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  int jti = 0;
};

TEST_F(SignedCiba, ASignedRequestIsTaken) {
  auto good = claims();
  good["requested_expiry"] = "30";
  const auto started = start(bank, {{"request", sign(good, key)}});
  ASSERT_TRUE(started) << started.error().text;
  EXPECT_EQ(started->at("expires_in"), 30);
  EXPECT_EQ(waiting().size(), 1u);
  auto number = claims();
  number["requested_expiry"] = 40;
  EXPECT_EQ(start(bank, {{"request", sign(number, key)}})->at("expires_in"), 40);
}

TEST_F(SignedCiba, EveryRuleOfItIsChecked) {
  EXPECT_EQ(error(start_for(anna.login)), "invalid_request") << "unsigned";
  for (const auto* name : {"iss", "aud", "iat", "nbf", "exp", "jti"}) {
    auto without = claims();
    without.erase(name);
    EXPECT_EQ(send(without), "invalid_request") << name;
  }
  const auto now = to_unix(clock.now());
  const auto with = [&](const char* name, boost::json::value value) {
    auto out = claims();
    out[name] = std::move(value);
    return send(out);
  };
  EXPECT_EQ(with("aud", "https://evil.test"), "invalid_request");
  EXPECT_EQ(with("iss", "somebody"), "invalid_request");
  EXPECT_EQ(with("exp", now - 60), "invalid_request");
  EXPECT_EQ(with("exp", now + 4200), "invalid_request") << "seventy minutes";
  EXPECT_EQ(with("nbf", now + 600), "invalid_request");
  EXPECT_EQ(with("nbf", now - 4200), "invalid_request");
  EXPECT_EQ(with("id_token_hint", "x.y.z"), "invalid_request") << "two hints";
  EXPECT_EQ(error(start(bank, {{"request", sign(claims(), key)}, {"scope", "openid"}})),
            "invalid_request");
  const auto foreign = crypto::Key::generate(crypto::KeyType::ec_p256);
  EXPECT_EQ(error(start(bank, {{"request", sign(claims(), foreign)}})), "invalid_request");
  const auto once = sign(claims(), key);
  EXPECT_TRUE(start(bank, {{"request", once}}));
  EXPECT_EQ(error(start(bank, {{"request", once}})), "invalid_request") << "replayed";
}

}  // namespace
}  // namespace tessera::oauth
