// Passkeys on real stores: binding, the ceremony, and whoever tries to cheat in it.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/integration/authn/stack.hpp"
#include "tests/support/virtual_authenticator.hpp"
#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn {
namespace {

using codec::to_base64url;
using test::VirtualAuthenticator;
namespace json = boost::json;

class Passkeys : public Stack {
 protected:
  struct Key {
    VirtualAuthenticator device;
    Uuid id;
  };

  static Bytes bytes_at(const json::object& o, std::string_view name) {
    return *codec::from_base64url(std::string(o.at(name).as_string()));
  }
  static std::string render(const webauthn::RegistrationResponse& r) {
    return json::serialize(
        json::object{{"id", to_base64url(r.credential_id)},
                     {"rawId", to_base64url(r.credential_id)},
                     {"type", "public-key"},
                     {"response",
                      {{"clientDataJSON", to_base64url(r.client_data_json)},
                       {"attestationObject", to_base64url(r.attestation_object)},
                       {"transports", json::array(r.transports.begin(), r.transports.end())}}}});
  }
  static std::string render(const webauthn::AssertionResponse& r) {
    json::object response{{"clientDataJSON", to_base64url(r.client_data_json)},
                          {"authenticatorData", to_base64url(r.authenticator_data)},
                          {"signature", to_base64url(r.signature)}};
    if (r.user_handle) response["userHandle"] = to_base64url(*r.user_handle);
    return json::serialize(json::object{{"id", to_base64url(r.credential_id)},
                                        {"rawId", to_base64url(r.credential_id)},
                                        {"type", "public-key"},
                                        {"response", response}});
  }

  PasskeyBinding::Offer offer(const Uuid& person) {
    const auto now = context();
    return run(
        [&] { return authn_->passkeys().offer(person, session_, "anna@example.org", "b1", now); });
  }
  Result<void> bind(const Uuid& person, VirtualAuthenticator& device,
                    const PasskeyBinding::Offer& offered, std::string_view browser_of = "b1") {
    device.user_handle = bytes_at(offered.options.at("user").as_object(), "id");
    return bind_response(person, offered, device.create(bytes_at(offered.options, "challenge")),
                         browser_of);
  }
  Result<void> bind_response(const Uuid& person, const PasskeyBinding::Offer& offered,
                             const webauthn::RegistrationResponse& response,
                             std::string_view browser_of = "b1") {
    const auto text = render(response);
    const auto now = context();
    return run([&] {
      return authn_->passkeys().bind(
          person, session_, browser_of,
          {.sealed = offered.sealed, .response = text, .label = "my phone"}, now);
    });
  }
  Key make_key(const Uuid& person, VirtualAuthenticator device = VirtualAuthenticator()) {
    device.credential_id = random.bytes(32);
    EXPECT_TRUE(bind(person, device, offer(person)));
    const auto row =
        sql("select id::text from authenticator where kind = 'passkey' order by bound "
            "desc, id limit 1");
    EXPECT_EQ(row.size(), 1u);
    Key key{.device = std::move(device), .id = {}};
    for (const auto& each : run([&] { return authn_->binding().list(person); })) {
      if (each.kind == AuthenticatorKind::passkey) key.id = each.id;
    }
    return key;
  }

  // What the page of the ceremony offers now.
  Offer shown() {
    const auto now = context();
    const auto step = run([&] { return authn_->sign_in().begin(request, browser, now); });
    const auto* found = step.find(Method::passkey);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? Offer{} : *found;
  }
  Result<StepResult> answer_with(const VirtualAuthenticator& device, const Offer& offered) {
    return send(render(device.get(bytes_at(offered.data, "challenge"))), offered.sealed);
  }
  Result<StepResult> send(const std::string& response, const std::string& sealed) {
    return answer({.method = Method::passkey,
                   .fields = {{"response", response}, {"challenge", sealed}},
                   .secret = {}});
  }
  std::string last_reason() {
    return sql("select (body::json)->>'reason' from journal_event "
               "where type = 'user.login.failed' order by n desc limit 1")[0]
        .string(0);
  }
  void new_flow() {
    request.flow = "flow-" + std::to_string(++flows_made_);
    browser.session_cookie.clear();
  }

  Uuid session_ = *parse_uuid("6f1c1c1e-0000-4000-8000-000000000001");
  int flows_made_ = 0;
};

TEST_F(Passkeys, OneSignsInWithoutANameAndAtAal2) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  key.device.count = 1;
  const auto done = answer_with(key.device, shown());
  ASSERT_TRUE(done) << done.error().id << " " << last_reason();
  ASSERT_TRUE(done->signed_in);
  EXPECT_EQ(done->next, SignInStep::done);
  EXPECT_EQ(done->signed_in->session.person, anna.id);
  EXPECT_EQ(done->signed_in->session.acr, Acr::aal2_phr);
  EXPECT_TRUE(lives(done->signed_in->session_cookie));
  EXPECT_EQ(count("select sign_count from authenticator where kind = 'passkey'"), 1);
}

// Requirements 4.1: a key of hardware that its maker vouches for and that is in no backup.
TEST_F(Passkeys, OnlyAKeyOfTrustedHardwareReachesAal3) {
  const webauthn::Maker maker;
  auto options = cheap();
  options.passkeys.roots = maker.roots();
  authn_ = make_authn(options);
  request.wanted = Acr::aal3;
  struct Case {
    bool attested, synced;
    Acr acr;
  };
  for (const auto& [attested, synced, acr] :
       {Case{true, false, Acr::aal3}, Case{true, true, Acr::aal2_phr},
        Case{false, false, Acr::aal2_phr}}) {
    new_flow();
    const auto who = make_person("p" + std::to_string(flows_made_) + "@example.org", false);
    auto device = webauthn::device_of_model();
    device.credential_id = random.bytes(32);
    device.flags.eligible = synced;
    const auto offered = offer(who.id);
    device.user_handle = bytes_at(offered.options.at("user").as_object(), "id");
    const auto challenge = bytes_at(offered.options, "challenge");
    ASSERT_TRUE(bind_response(who.id, offered,
                              attested
                                  ? device.create(challenge, "packed", webauthn::packed_by(maker))
                                  : device.create(challenge)));
    const auto done = answer_with(device, shown());
    ASSERT_TRUE(done) << last_reason();
    ASSERT_TRUE(done->signed_in);
    EXPECT_EQ(done->signed_in->session.acr, acr);
  }
}

TEST_F(Passkeys, WithoutVerificationItIsOneFactor) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  key.device.flags.verified = false;
  const auto next = answer_with(key.device, shown());
  ASSERT_TRUE(next) << last_reason();
  EXPECT_EQ(next->next, SignInStep::method);
  EXPECT_FALSE(next->signed_in);
  // With the password it is phishing-resistant aal2 (requirements 4.1).
  const auto done = password(anna.login, kPassword);
  ASSERT_TRUE(done);
  ASSERT_TRUE(done->signed_in);
  EXPECT_EQ(done->signed_in->session.acr, Acr::aal2_phr);
}

TEST_F(Passkeys, AfterAPasswordOnlyThePersonsOwnKeysAreAskedFor) {
  const auto anna = make_person("anna@example.org", false);
  const auto ben = make_person("ben@example.org", false);
  auto hers = make_key(anna.id), his = make_key(ben.id);
  ASSERT_TRUE(password(anna.login, kPassword));
  const auto offered = shown();
  const auto& allowed = offered.data.at("allowCredentials").as_array();
  ASSERT_EQ(allowed.size(), 1u);
  EXPECT_EQ(allowed[0].at("id").as_string(), to_base64url(hers.device.credential_id));
  EXPECT_FALSE(answer_with(his.device, offered));
  EXPECT_EQ(last_reason(), "other_person");
  // A security key that keeps no names need not tell whose it is.
  auto response = hers.device.get(bytes_at(offered.data, "challenge"));
  response.user_handle.reset();
  const auto done = send(render(response), offered.sealed);
  ASSERT_TRUE(done) << last_reason();
  EXPECT_TRUE(done->signed_in);
}

TEST_F(Passkeys, WhatIsKnownOfAKeyIsRecordedAndNothingOfItsOwner) {
  const auto anna = make_person("anna@example.org");
  VirtualAuthenticator device;
  device.flags = {.eligible = true, .backed_up = false};
  auto key = make_key(anna.id, device);
  const auto what = json::parse(
      sql("select characteristics::text from authenticator where kind = 'passkey'")[0].string(0));
  EXPECT_TRUE(what.at("uv").as_bool());
  EXPECT_TRUE(what.at("backup_eligible").as_bool());
  EXPECT_FALSE(what.at("backed_up").as_bool());
  EXPECT_FALSE(what.at("hardware").as_bool());
  EXPECT_EQ(what.at("attestation").as_string(), "none");
  key.device.flags.backed_up = true;
  ASSERT_TRUE(answer_with(key.device, shown()));
  EXPECT_EQ(count("select count(*) from authenticator where (characteristics->>'backed_up')::bool"),
            1);
  const auto stored = sql("select data from authenticator where kind = 'passkey'")[0].bytes(0);
  const auto text = to_hex(stored);
  EXPECT_EQ(text.find(to_hex(key.device.credential_id)), std::string::npos);
}

TEST_F(Passkeys, AHandleIsRandomAndStays) {
  const auto anna = make_person("anna@example.org");
  const auto first = bytes_at(offer(anna.id).options.at("user").as_object(), "id");
  const auto second = bytes_at(offer(anna.id).options.at("user").as_object(), "id");
  EXPECT_EQ(first, second);
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(to_hex(first).find(to_hex(anna.id.bytes)), std::string::npos);
}

TEST_F(Passkeys, AKeyIsBoundOnceInTheWholeDeployment) {
  const auto anna = make_person("anna@example.org");
  const auto ben = make_person("ben@example.org");
  auto key = make_key(anna.id);
  const auto again = offer(anna.id);
  EXPECT_EQ(again.options.at("excludeCredentials").as_array().size(), 1u);
  EXPECT_EQ(bind(anna.id, key.device, again).error().id, "authenticator.conflict");
  auto stolen = key.device;
  EXPECT_EQ(bind(ben.id, stolen, offer(ben.id)).error().id, "authenticator.conflict");
}

TEST_F(Passkeys, AnOfferIsForItsSessionBrowserAndTenMinutes) {
  const auto anna = make_person("anna@example.org");
  VirtualAuthenticator device;
  const auto offered = offer(anna.id);
  EXPECT_EQ(bind(anna.id, device, offered, "b2").error().id, "passkey.expired");
  const auto mine = session_;
  session_ = *parse_uuid("6f1c1c1e-0000-4000-8000-000000000002");
  EXPECT_EQ(bind(anna.id, device, offered).error().id, "passkey.expired");
  session_ = mine;
  clock.advance(kChallengeLife);
  EXPECT_EQ(bind(anna.id, device, offered).error().id, "passkey.expired");
  // A challenge of a sign-in binds nothing.
  const auto of_sign_in = shown();
  auto mixed = offer(anna.id);
  mixed.sealed = of_sign_in.sealed;
  EXPECT_EQ(bind(anna.id, device, mixed).error().id, "passkey.expired");
  EXPECT_EQ(count("select count(*) from authenticator where kind = 'passkey'"), 0);
}

TEST_F(Passkeys, ARegistrationOfAnotherSiteIsRefused) {
  const auto anna = make_person("anna@example.org");
  VirtualAuthenticator device;
  device.origin = "https://login.example.gov.evil.test";
  EXPECT_EQ(bind(anna.id, device, offer(anna.id)).error().id, "passkey.refused");
  device = VirtualAuthenticator();
  device.rp_id = "evil.test";
  EXPECT_EQ(bind(anna.id, device, offer(anna.id)).error().id, "passkey.refused");
  EXPECT_EQ(count("select count(*) from authenticator where kind = 'passkey'"), 0);
}

TEST_F(Passkeys, AnAnswerCountsOnce) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  ASSERT_TRUE(send(text, offered.sealed));
  browser.session_cookie.clear();
  EXPECT_EQ(send(text, offered.sealed).error().id, "sign_in.passkey_failed");
  EXPECT_EQ(last_reason(), "webauthn.challenge");
}

TEST_F(Passkeys, OfParallelAnswersToOneChallengeOneGetsThrough) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  const auto results = at_once(8, [&](std::size_t i) {
    return answer({.method = Method::passkey,
                   .fields = {{"response", text}, {"challenge", offered.sealed}},
                   .secret = {}},
                  i % 2);
  });
  int through = 0;
  for (const auto& each : results) through += each && each->signed_in ? 1 : 0;
  EXPECT_EQ(through, 1);
}

TEST_F(Passkeys, StaleForeignAndMissingChallengesAreRefused) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto offered = shown();
  const auto text = render(key.device.get(bytes_at(offered.data, "challenge")));
  browser.binding = "b2";
  EXPECT_FALSE(send(text, offered.sealed));
  browser.binding = "b1";
  request.flow = "another";
  EXPECT_FALSE(send(text, offered.sealed));
  request.flow = "flow-0";
  EXPECT_FALSE(send(text, ""));
  EXPECT_EQ(last_reason(), "webauthn.challenge");
  clock.advance(kChallengeLife);
  EXPECT_FALSE(send(text, offered.sealed));
  EXPECT_EQ(count("select count(*) from session"), 0);
}

TEST_F(Passkeys, UnknownKeysAndWrongSignaturesLookTheSameAndCount) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  VirtualAuthenticator stranger;
  stranger.credential_id = random.bytes(32);
  const auto unknown = answer_with(stranger, shown());
  EXPECT_EQ(last_reason(), "unknown_credential");
  auto thief = key.device;
  thief.key = stranger.key;
  const auto wrong = answer_with(thief, shown());
  EXPECT_EQ(last_reason(), "webauthn.signature");
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(unknown.error().id, wrong.error().id);
  EXPECT_EQ(unknown.error().code, wrong.error().code);
  EXPECT_EQ(count("select consecutive_failures from authenticator where kind = 'passkey'"), 1);
  for (int i = 0; i < 12; ++i) (void)answer_with(stranger, shown());
  EXPECT_EQ(answer_with(stranger, shown()).error().code, Errc::rate_limited);
  // A stranger's tries with another key do not keep the owner out.
  ASSERT_TRUE(answer_with(key.device, shown()));
  EXPECT_EQ(count("select consecutive_failures from authenticator where kind = 'passkey'"), 0);
}

TEST_F(Passkeys, WhatIsNoAnswerIsRefused) {
  const auto offered = shown();
  for (const auto* bad : {"", "{}", "[]", "{\"type\":\"public-key\",\"rawId\":\"AA\"}",
                          "{\"type\":\"public-key\",\"rawId\":\"*\",\"response\":{}}"}) {
    EXPECT_EQ(send(bad, offered.sealed).error().id, "sign_in.passkey_failed") << bad;
  }
  EXPECT_EQ(last_reason(), "no_answer");
  EXPECT_FALSE(send(std::string(100'000, 'x'), offered.sealed));
}

TEST_F(Passkeys, ACloneIsOutOfUseAndItsOwnerIsTold) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  auto second = make_key(anna.id);
  key.device.count = 9;
  ASSERT_TRUE(answer_with(key.device, shown()));
  new_flow();
  auto clone = key.device;
  clone.count = 9;
  const auto refused = answer_with(clone, shown());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "sign_in.passkey_failed");
  EXPECT_EQ(last_reason(), "clone_suspected");
  EXPECT_EQ(count("select count(*) from authenticator where state = 'compromised' "
                  "and reason = 'cloned'"),
            1);
  EXPECT_EQ(
      count("select count(*) from journal_event where type = 'authenticator.clone_suspected'"), 1);
  // Neither the copy nor the original goes on with a higher count; the other key does.
  clone.count = 50;
  EXPECT_FALSE(answer_with(clone, shown()));
  EXPECT_EQ(last_reason(), "not_active");
  EXPECT_TRUE(answer_with(second.device, shown()));
}

TEST_F(Passkeys, OfParallelSignInsWithOneCountOneGetsThrough) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  key.device.count = 5;
  std::vector<SignInRequest> flows(6, request);
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    flows[i].flow = "parallel-" + std::to_string(i);
    request = flows[i];
    offers.push_back(shown());
  }
  const auto results = at_once(flows.size(), [&](std::size_t i) {
    const Answer given{
        .method = Method::passkey,
        .fields = {{"response", render(key.device.get(bytes_at(offers[i].data, "challenge")))},
                   {"challenge", offers[i].sealed}},
        .secret = {}};
    const auto now = context();
    return run([&] { return authn_->sign_in().answer(flows[i], given, browser, now); }, i % 2);
  });
  int through = 0;
  for (const auto& each : results) through += each && each->signed_in ? 1 : 0;
  EXPECT_EQ(through, 1);
}

TEST_F(Passkeys, WhatWasRemovedIsRefused) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  ASSERT_TRUE(answer_with(key.device, shown()));
  new_flow();
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->binding().remove(anna.id, key.id, now); }));
  EXPECT_FALSE(answer_with(key.device, shown()));
  EXPECT_EQ(last_reason(), "unknown_credential");
  // It may be bound anew, as a new one.
  EXPECT_TRUE(bind(anna.id, key.device, offer(anna.id)));
}

}  // namespace
}  // namespace tessera::authn
