// Passkeys on real stores: binding and the ceremony.
#include "tests/integration/authn/passkey_fixture.hpp"

namespace tessera::authn {
namespace {

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

// Requirements 4.5: a lost device ends its access, on every node.
TEST_F(Passkeys, ALostOneEndsEverySessionThatItProved) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto by_code = sign_in(anna);
  new_flow();
  const auto by_key = answer_with(key.device, shown());
  ASSERT_TRUE(by_key) << last_reason();
  new_flow();
  const auto again = answer_with(key.device, shown());
  ASSERT_TRUE(again) << last_reason();
  ASSERT_TRUE(lives(by_key->signed_in->session_cookie, 1));
  const auto now = context();
  ASSERT_TRUE(
      run([&] { return authn_->care().report_lost(again->signed_in->session, key.id, now); }));
  EXPECT_FALSE(lives(by_key->signed_in->session_cookie, 1));
  EXPECT_FALSE(lives(again->signed_in->session_cookie, 1)) << "whoever found it is not told apart";
  EXPECT_TRUE(lives(by_code.session_cookie)) << "made without it";
  EXPECT_EQ(count("select count(*) from journal_event where type = 'session.revoked' and "
                  "(body::json)->>'reason' = 'authenticator_lost'"),
            2);
}

// Requirements 4.6: a passkey types no login; the device is new all the same.
TEST_F(Passkeys, ANewDeviceIsToldWithoutATypedLogin) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto told = [&] { return count("select count(*) from outbox where kind = 'notice'"); };
  const auto before = told();
  const auto first = answer_with(key.device, shown());
  ASSERT_TRUE(first) << last_reason();
  EXPECT_EQ(told(), before + 1);
  browser.device_cookie = first->signed_in->device_cookie;
  new_flow();
  const auto again = answer_with(key.device, shown());
  ASSERT_TRUE(again) << last_reason();
  EXPECT_EQ(told(), before + 1) << "known by now";
  browser.device_cookie = again->signed_in->device_cookie;
  new_flow();
  sign_in(anna);
  EXPECT_EQ(told(), before + 1) << "with a typed login too";
  const auto ben = make_person("ben@example.org");
  auto other = make_key(ben.id);
  const auto start = told();
  new_flow();
  ASSERT_TRUE(answer_with(other.device, shown())) << last_reason();
  EXPECT_EQ(told(), start + 1) << "known for anna, not for ben";
}

// FIDO Metadata Service 3.1.6: nodes, and restarts, agree on the highest number.
TEST_F(Passkeys, TheNumberOfTheMetadataNeverGoesBack) {
  const auto keep = [&](std::int64_t number) {
    const auto now = clock.now();
    return run([&] { return passkeys_.keep_metadata(number, now + days{20}, now); });
  };
  EXPECT_EQ(keep(8), 8);
  EXPECT_EQ(keep(10), 10);
  EXPECT_EQ(keep(9), 10);
  store::postgres::PasskeyStore another(pool(), journal_);
  const auto now = clock.now();
  EXPECT_EQ(run([&] { return another.keep_metadata(7, now + days{20}, now); }), 10);
  EXPECT_EQ(count("select count(*) from passkey_metadata"), 1);
}

// Redis is away while a lost device is reported: the message of the commit ends what is left.
class DeafCache final : public SessionCache {
 public:
  explicit DeafCache(SessionCache& cache) : cache_(cache) {}
  Task<Answer> load(const Uuid& session, BytesView hash, TimePoint now) override {
    return cache_.load(session, hash, now);
  }
  Task<Answer> peek(const Uuid& session, TimePoint now) override {
    return cache_.peek(session, now);
  }
  Task<bool> put(const SessionRecord& record, TimePoint now) override {
    return cache_.put(record, now);
  }
  Task<> drop(const Uuid& session) override { return cache_.drop(session); }
  Task<> bury(std::span<const Uuid>) override {
    throw Unavailable("redis", "away");
    co_return;
  }

 private:
  SessionCache& cache_;
};

TEST_F(Passkeys, AReportThatRedisMissedIsFinishedByItsMessage) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto one = answer_with(key.device, shown());
  ASSERT_TRUE(one) << last_reason();
  new_flow();
  const auto other = answer_with(key.device, shown());
  ASSERT_TRUE(other) << last_reason();
  DeafCache deaf(cache_);
  Authn half(
      AuthnPorts{session_store_, deaf, authenticators_, throttle_, *people_, journal_, keyring(),
                 clock, random, inbox_, *box_, freezes_, flows_, stuffing_, recoveries_, passkeys_},
      cheap());
  const auto now = context();
  EXPECT_THROW(static_cast<void>(run(
                   [&] { return half.care().report_lost(one->signed_in->session, key.id, now); })),
               Unavailable);
  EXPECT_EQ(count("select count(*) from session where ended is null"), 1) << "half done";
  const auto rows = sql("select payload from outbox where kind = 'authenticator_ended'");
  ASSERT_EQ(rows.size(), 1u);
  const auto payload = rows[0].bytes(0);
  clock.advance(seconds{1});
  run([&] { return authn_->ended_messages().on_authenticator_ended(payload); });
  EXPECT_EQ(count("select count(*) from session where ended is null"), 0);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'session.revoked' and "
                  "(body::json)->>'reason' = 'authenticator_lost'"),
            2);
}

TEST_F(Passkeys, ARemovedOneEndsTheOtherSessionsThatItProved) {
  const auto anna = make_person("anna@example.org");
  auto key = make_key(anna.id);
  const auto there = answer_with(key.device, shown());
  ASSERT_TRUE(there) << last_reason();
  new_flow();
  const auto here = answer_with(key.device, shown());
  ASSERT_TRUE(here) << last_reason();
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->care().remove(here->signed_in->session, key.id, now); }));
  EXPECT_FALSE(lives(there->signed_in->session_cookie, 1));
  EXPECT_TRUE(lives(here->signed_in->session_cookie));
  EXPECT_EQ(count("select count(*) from journal_event where type = 'session.revoked' and "
                  "(body::json)->>'reason' = 'authenticator_removed'"),
            1);
}

}  // namespace
}  // namespace tessera::authn
