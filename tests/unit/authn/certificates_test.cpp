// Sign-in by certificate: what is read, how the answer travels, whom it signs in, how it is bound.
#include <tessera/authn/certificates.hpp>

#include <gtest/gtest.h>

#include "tests/unit/authn/certificate_fakes.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

using test::CardSpec;
using test::kCardNow;
using test::TestAuthority;

class NoNotices final : public Notices {
 public:
  Task<std::vector<OutboxMessage>> write(Notice notice, const RequestContext&) override {
    written.push_back(std::move(notice));
    co_return std::vector<OutboxMessage>{};
  }
  std::vector<Notice> written;
};

class Certificates : public testing::Test {
 protected:
  Certificates() {
    people::Person person;
    person.id = person_;
    person.state = people::PersonState::active;
    person.affiliation = people::Affiliation{.starts = kCardNow - days{1}};
    people_.by_login["ada"] = person;
    context_.received = kCardNow;
  }
  std::vector<CertificateRealm> realms() {
    CertificateRealm staff{.name = "staff",
                           .anchors = *crypto::TrustAnchors::from_pem(root_.pem()),
                           .identifier = *CertificateTemplate::parse("{subject.serialNumber}"),
                           .hardware = true};
    CertificateRealm citizens{.name = "eid",
                              .anchors = *crypto::TrustAnchors::from_pem(eid_.pem()),
                              .identifier = *CertificateTemplate::parse("{issuer}|{serial}"),
                              .citizens = true,
                              .staff = false};
    return {std::move(staff), std::move(citizens)};
  }
  CertificateReading read(const test::TestCertificate& card, TimePoint now = kCardNow) {
    return await(
        reader_.read(std::make_shared<const PeerCertificate>(PeerCertificate{card.der()}), now));
  }
  std::string bind(const CertificateReading& reading, std::string label = "my card") {
    const auto bound = await(binding_.bind(person_, reading, std::move(label), context_));
    return bound ? "ok" : bound.error().id;
  }
  Judged judge(const CertificateReading& reading, TimePoint now = kCardNow, bool ours = true) {
    const SignInRequest request{.flow = "f"};
    const Answer answer{.method = Method::certificate,
                        .fields = {{"challenge", "c"},
                                   {"answer", seal_reading(reading, "c", *keys_.get(), random_)}}};
    return await(verifier_->judge({.request = request,
                                   .answer = answer,
                                   .challenge = ours ? Bytes{1} : Bytes{},
                                   .now = now}));
  }

  TestAuthority root_{"Staff"}, eid_{"Citizens"};
  FixedRevocation revocation_;
  CertificateReader reader_{realms(), revocation_};
  FakeSessionStore sessions_;
  FakeAuthenticators store_{sessions_};
  FakePeople people_;
  NoNotices notices_;
  crypto::KeyringHolder keys_{make_ring()};
  SeededRandom random_{7};
  const CertificatePorts ports_{store_, people_, notices_, keys_, random_};
  CertificateBinding binding_{ports_, reader_};
  std::unique_ptr<MethodVerifier> verifier_ = make_certificate_verifier(ports_, reader_);
  const Uuid person_ = make_uuid4(random_);
  RequestContext context_;
};

TEST_F(Certificates, AReadingNamesTheRealmAndThePerson) {
  const auto reading = read(root_.issue());
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.realm, "staff");
  EXPECT_EQ(reading.identifier, "S-1");
  EXPECT_EQ(reading.label, "Ada Staff");
  EXPECT_TRUE(reading.hardware);
  EXPECT_EQ(reading.not_after, kCardNow + days{300});
  EXPECT_EQ(revocation_.checked, 2U);
  EXPECT_EQ(read(eid_.issue()).realm, "eid");
  EXPECT_FALSE(read(eid_.issue()).hardware);
}

TEST_F(Certificates, WhatIsWrongIsSaid) {
  EXPECT_EQ(await(reader_.read(nullptr, kCardNow)).error, "certificate.none");
  PeerCertificate earlier{root_.issue().der()};
  earlier.resumed = true;
  EXPECT_EQ(await(reader_.read(std::make_shared<const PeerCertificate>(earlier), kCardNow)).error,
            "certificate.not_shown_now");
  EXPECT_EQ(read(root_.issue(), kCardNow + days{400}).error, "certificate.expired");
  EXPECT_EQ(read(TestAuthority("Other").issue()).error, "certificate.untrusted");
  EXPECT_EQ(read(root_.issue({.subject = {{"CN", "Ada"}}})).error, "certificate.no_identifier");
  EXPECT_EQ(await(reader_.read(std::make_shared<const PeerCertificate>(PeerCertificate{Bytes{1}}),
                               kCardNow))
                .error,
            "certificate.malformed");
}

TEST_F(Certificates, RevocationFailsClosed) {
  revocation_.standing = {Standing::Word::revoked, false};
  EXPECT_EQ(read(root_.issue()).error, "certificate.revoked");
  revocation_.standing = {Standing::Word::unknown, false};
  EXPECT_EQ(read(root_.issue()).error, "certificate.revocation_unknown");
  revocation_.standing = {Standing::Word::good, true};
  EXPECT_EQ(read(root_.issue()).error, "") << "within its grace";
  auto soft = realms();
  soft[0].revocation.soft = true;
  CertificateReader lenient(soft, revocation_);
  const auto shown = std::make_shared<const PeerCertificate>(PeerCertificate{root_.issue().der()});
  revocation_.standing = {Standing::Word::unknown, false};
  EXPECT_EQ(await(lenient.read(shown, kCardNow)).error, "");
  EXPECT_TRUE(await(lenient.read(shown, kCardNow)).unchecked);
  revocation_.standing = {Standing::Word::revoked, false};
  EXPECT_EQ(await(lenient.read(shown, kCardNow)).error, "certificate.revoked");
}

TEST_F(Certificates, AnAnswerOpensForItsChallengeAndNotForLong) {
  const auto reading = read(root_.issue());
  auto reading_of_long_name = reading;
  reading_of_long_name.label = std::string(199, 'x') + "ü";
  const auto long_name = seal_reading(reading_of_long_name, "challenge", *keys_.get(), random_);
  const auto shortened = open_reading(long_name, "challenge", *keys_.get(), kCardNow);
  ASSERT_TRUE(shortened) << "cut between two characters";
  EXPECT_EQ(shortened->label, std::string(199, 'x'));
  const auto sealed = seal_reading(reading, "challenge", *keys_.get(), random_);
  const auto opened = open_reading(sealed, "challenge", *keys_.get(), kCardNow);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->identifier, "S-1");
  EXPECT_FALSE(open_reading(sealed, "another", *keys_.get(), kCardNow));
  EXPECT_FALSE(open_reading(sealed, "", *keys_.get(), kCardNow));
  EXPECT_FALSE(open_reading(sealed, "challenge", *keys_.get(), kCardNow + minutes{2}));
  auto altered = sealed;
  altered[20] = altered[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(open_reading(altered, "challenge", *keys_.get(), kCardNow));
  EXPECT_EQ(sealed.find("S-1"), std::string::npos);
}

TEST_F(Certificates, ABoundOneSignsItsPersonIn) {
  const auto reading = read(root_.issue());
  ASSERT_EQ(bind(reading), "ok");
  const auto judged = judge(reading);
  EXPECT_EQ(judged.reason, "");
  ASSERT_TRUE(judged.person);
  EXPECT_EQ(judged.person->id, person_);
  EXPECT_EQ(decide_level(std::vector{judged.given.proof}).acr, Acr::aal3);
  EXPECT_EQ(judge(read(root_.issue())).reason, "") << "a renewed card of the same person";
}

TEST_F(Certificates, ASoftOneReachesLess) {
  people_.by_login["ada"].citizen = true;
  const auto reading = read(eid_.issue());
  ASSERT_EQ(bind(reading), "ok");
  EXPECT_EQ(decide_level(std::vector{judge(reading).given.proof}).acr, Acr::aal2_phr);
}

TEST_F(Certificates, NobodyElseIsSignedIn) {
  const auto mine = read(root_.issue());
  EXPECT_EQ(judge(mine).reason, "unknown_certificate");
  ASSERT_EQ(bind(mine), "ok");
  const auto other = read(root_.issue({.subject = {{"serialNumber", "S-2"}}}));
  EXPECT_EQ(judge(other).reason, "unknown_certificate");
  auto elsewhere = mine;
  elsewhere.realm = "eid";
  EXPECT_EQ(judge(elsewhere).reason, "unknown_certificate") << "another authority, the same words";
  EXPECT_EQ(judge(mine, kCardNow, false).reason, "no_answer") << "of another browser or flow";
  EXPECT_EQ(judge(mine, kCardNow + minutes{3}).reason, "no_answer");
  EXPECT_EQ(judge(read(root_.issue(), kCardNow + days{400}), kCardNow + days{400}).reason,
            "certificate.expired");
  auto& person = people_.by_login["ada"];
  person.affiliation->ends = kCardNow - seconds{1};
  EXPECT_EQ(judge(mine).reason, "certificate.population") << "out of office";
}

TEST_F(Certificates, OnlyAnActiveOneCounts) {
  const auto reading = read(root_.issue());
  ASSERT_EQ(bind(reading), "ok");
  store_.records[0].authenticator.state = AuthenticatorState::suspended;
  EXPECT_EQ(judge(reading).reason, "not_active");
}

TEST_F(Certificates, WhatIsStoredNamesNobody) {
  ASSERT_EQ(bind(read(root_.issue())), "ok");
  const auto& record = store_.records.at(0);
  EXPECT_EQ(record.lookup_key.size(), 32U);
  EXPECT_TRUE(record.data.empty());
  EXPECT_EQ(record.authenticator.label, "my card");
  EXPECT_FALSE(record.authenticator.expires) << "the next card has the same identifier";
  EXPECT_EQ(record.authenticator.characteristics.at("anchor"), "staff");
  EXPECT_EQ(store_.events.at(0).type, "authenticator.bound");
  ASSERT_EQ(notices_.written.size(), 1U);
  EXPECT_EQ(notices_.written[0].kind, NoticeKind::authenticator_added);
}

TEST_F(Certificates, BindingIsForThisSessionBrowserAndPopulation) {
  const auto session = make_uuid4(random_);
  const auto challenge = binding_.offer(session, "csrf", kCardNow);
  const auto answer = seal_reading(read(root_.issue()), challenge, *keys_.get(), random_);
  const auto open = [&](const Uuid& s, const char* b, const std::string& c, TimePoint now) {
    const auto reading = binding_.open(s, b, c, answer, now);
    return reading ? std::string("ok") : reading.error().id;
  };
  EXPECT_EQ(open(session, "csrf", challenge, kCardNow), "ok");
  EXPECT_EQ(open(session, "other", challenge, kCardNow), "certificate.answer_expired");
  EXPECT_EQ(open(make_uuid4(random_), "csrf", challenge, kCardNow), "certificate.answer_expired");
  EXPECT_EQ(open(session, "csrf", binding_.offer(session, "csrf", kCardNow), kCardNow),
            "certificate.answer_expired");
  EXPECT_EQ(open(session, "csrf", challenge, kCardNow + minutes{2}), "certificate.answer_expired");
  EXPECT_EQ(bind(read(eid_.issue())), "certificate.population") << "she is no citizen here";
}

}  // namespace
}  // namespace tessera::authn
