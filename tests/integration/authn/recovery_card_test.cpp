// A smart card as the proof beside a code (requirements 4.6).
#include <tessera/authn/certificates.hpp>

#include "tests/integration/authn/recovery_fixture.hpp"
#include "tests/unit/authn/certificate_fakes.hpp"

namespace tessera::authn {
namespace {

class RecoveryByCard : public RecoveryStack {
 protected:
  RecoveryByCard() { authn_ = make_authn(cheap(), &reader_); }
  ~RecoveryByCard() override { authn_.reset(); }  // before the reader

  RecoveryView view(const std::string& flow) {
    return *act([&](const RequestContext& now) { return recovery().view(flow, browser, now); });
  }
  bool offers_card(const std::string& flow) {
    const auto seen = view(flow);
    const auto offered = std::ranges::count(seen.offered, Method::certificate);
    const auto prompted =
        std::ranges::count(seen.prompts, Method::certificate, &authn::Offer::method);
    EXPECT_EQ(offered, prompted);
    return offered == 1;
  }
  std::string challenge(const std::string& flow) {
    for (const auto& each : view(flow).prompts) {
      if (each.method == Method::certificate) return each.sealed;
    }
    ADD_FAILURE() << "no challenge";
    return {};
  }
  CertificateReading card(std::string number, std::string error = {}) {
    return {.error = std::move(error),
            .realm = "eid",
            .identifier = std::move(number),
            .label = "eID",
            .not_after = clock.now() + days{300},
            .read = clock.now()};
  }
  // What the listener for cards answers to this challenge.
  Answer shown(const CertificateReading& reading, const std::string& sealed) {
    return {.method = Method::certificate,
            .fields = {{"challenge", sealed},
                       {"answer", seal_reading(reading, sealed, *keyring().get(), random)}},
            .secret = {}};
  }
  Somebody make_holder(const std::string& login, const std::string& number) {
    auto who = make_reachable(login, false);
    const auto reading = card(number);
    EXPECT_TRUE(act([&](const RequestContext& now) {
      return authn_->certificates()->bind(who.id, reading, "my card", now);
    }));
    forget_mail();
    return who;
  }
  std::string after_code(const Somebody& who) {
    const auto flow = start(who.login);
    EXPECT_TRUE(prove(flow, Method::mail_code, mail_code()));
    forget_mail();
    return flow;
  }

  test::TestAuthority root_{"Citizens"};
  FixedRevocation revocation_;
  CertificateReader reader_{{{.name = "eid",
                              .anchors = *crypto::TrustAnchors::from_pem(root_.pem()),
                              .identifier = *CertificateTemplate::parse("{subject.serialNumber}"),
                              .citizens = true,
                              .staff = false}},
                            revocation_};
};

TEST_F(RecoveryByCard, ReplacesThePasswordAtOnceAfterACode) {
  const auto anna = make_holder("anna@example.org", "C-1");
  const auto flow = start(anna.login);
  EXPECT_FALSE(offers_card(flow)) << "nobody learns of cards before a code was right";
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  ASSERT_TRUE(offers_card(flow));
  const auto proven = prove_by(flow, shown(card("C-1"), challenge(flow)));
  ASSERT_TRUE(proven);
  EXPECT_EQ(proven->grant, (RecoveryGrant{.password = true, .at_once = true}));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun);
  EXPECT_TRUE(
      complete(begun->binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
  EXPECT_EQ(active(anna, "certificate"), 1) << "what was proven stays";
  EXPECT_EQ(count("select count(*) from journal_event where type = 'recovery.proof_given' and "
                  "body::text like '%certificate%'"),
            1);
}

TEST_F(RecoveryByCard, OnlyThePersonsOwnForThisPageOnceAndNotReportedLost) {
  const auto anna = make_holder("anna@example.org", "C-1");
  const auto ben = make_holder("ben@example.org", "C-2");
  const auto other = after_code(ben);
  const auto of_other = challenge(other);
  const auto flow = after_code(anna);
  const auto sealed = challenge(flow);
  EXPECT_FALSE(prove_by(flow, shown(card("C-2"), sealed))) << "of somebody else";
  EXPECT_FALSE(prove_by(flow, shown(card("C-9"), sealed))) << "of nobody";
  EXPECT_FALSE(prove_by(flow, shown(card("C-1", "certificate.revoked"), sealed)));
  EXPECT_FALSE(prove_by(flow, shown(card("C-1"), of_other))) << "the challenge of another page";
  auto moved = shown(card("C-1"), of_other);
  moved.fields["challenge"] = sealed;
  EXPECT_FALSE(prove_by(flow, moved)) << "an answer to another challenge";
  EXPECT_FALSE(prove_by(flow, {.method = Method::certificate, .fields = {}, .secret = {}}));
  const auto late = shown(card("C-1"), sealed);
  clock.advance(kCertificateAnswerLife);
  EXPECT_FALSE(prove_by(flow, late));
  auto stolen = browser;
  stolen.binding = "b2";
  std::swap(stolen, browser);
  EXPECT_FALSE(prove_by(flow, shown(card("C-1"), sealed))) << "in another browser";
  std::swap(stolen, browser);
  const auto answer = shown(card("C-1"), challenge(flow));
  const auto both =
      at_once(2, [&](std::size_t i) { return prove_by(flow, answer, i).has_value(); });
  EXPECT_EQ(std::ranges::count(both, true), 1) << "of parallel answers with one challenge";

  const auto session = session_of(ben);
  const auto held = run([&] { return authn_->binding().list(ben.id); });
  const auto his = std::ranges::find(held, AuthenticatorKind::certificate, &Authenticator::kind);
  ASSERT_NE(his, held.end());
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return authn_->care().report_lost(session, his->id, now);
  }));
  forget_mail();
  const auto lost = after_code(ben);
  EXPECT_FALSE(offers_card(lost));
  EXPECT_FALSE(prove_by(lost, shown(card("C-2"), of_other)));
}

TEST_F(RecoveryByCard, WhoHasNoneIsSentToNoReader) {
  const auto ben = make_reachable("ben@example.org");
  EXPECT_FALSE(offers_card(after_code(ben)));
}

}  // namespace
}  // namespace tessera::authn
