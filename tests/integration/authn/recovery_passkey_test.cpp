// A passkey as the proof beside a code, for somebody who still has one of two (requirements 4.6).
#include "tests/integration/authn/passkey_fixture.hpp"

namespace tessera::authn {
namespace {

class RecoveryByPasskey : public Passkeys {
 protected:
  RecoveryView view(const std::string& flow) {
    return *act([&](const RequestContext& now) { return recovery().view(flow, browser, now); });
  }
  // What the browser sends for the options of the page.
  static Answer signed_by(const Key& key, const Offer& prompt) {
    return {.method = Method::passkey,
            .fields = {{"response", render(key.device.get(bytes_at(prompt.data, "challenge")))},
                       {"challenge", prompt.sealed}},
            .secret = {}};
  }
  Offer prompt(const std::string& flow) {
    const auto all = view(flow).prompts;
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Offer{} : all.front();
  }
  // Anna with a passkey, who gave the code of the mail.
  std::string after_code(const Somebody& who) {
    const auto flow = start(who.login);
    EXPECT_TRUE(prove(flow, Method::mail_code, mail_code()));
    return flow;
  }
};

TEST_F(RecoveryByPasskey, ReplacesThePasswordAtOnceAfterACode) {
  const auto anna = make_reachable("anna@example.org");
  auto key = make_key(anna.id);
  forget_mail();
  const auto flow = start(anna.login);
  EXPECT_TRUE(view(flow).prompts.empty()) << "nobody learns of keys before a code was right";
  EXPECT_EQ(std::ranges::count(view(flow).offered, Method::passkey), 0);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto proven = prove_by(flow, signed_by(key, prompt(flow)));
  ASSERT_TRUE(proven);
  EXPECT_EQ(proven->grant, (RecoveryGrant{.password = true, .at_once = true}));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun);
  EXPECT_TRUE(
      complete(begun->binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
  EXPECT_EQ(active(anna, "passkey"), 1) << "what was proven stays";
}

TEST_F(RecoveryByPasskey, OnlyThePersonsOwnForThisPageOnceAndNotReportedLost) {
  const auto anna = make_reachable("anna@example.org");
  const auto ben = make_reachable("ben@example.org");
  auto hers = make_key(anna.id);
  auto his = make_key(ben.id);
  forget_mail();
  const auto other = after_code(ben);
  const auto of_other = prompt(other);
  forget_mail();
  const auto flow = after_code(anna);
  EXPECT_FALSE(prove_by(flow, signed_by(his, prompt(flow)))) << "of somebody else";
  EXPECT_FALSE(prove_by(flow, signed_by(hers, of_other))) << "the challenge of another page";
  auto unsealed = signed_by(hers, prompt(flow));
  unsealed.fields["challenge"].clear();
  EXPECT_FALSE(prove_by(flow, unsealed));
  const auto stale = prompt(flow);
  clock.advance(kChallengeLife);
  EXPECT_FALSE(prove_by(flow, signed_by(hers, stale)));
  const auto answer = signed_by(hers, prompt(flow));
  const auto both =
      at_once(2, [&](std::size_t i) { return prove_by(flow, answer, i).has_value(); });
  EXPECT_EQ(std::ranges::count(both, true), 1) << "of parallel answers with one challenge";
  const auto session = session_of(ben);
  ASSERT_TRUE(act(
      [&](const RequestContext& now) { return authn_->care().report_lost(session, his.id, now); }));
  forget_mail();
  const auto lost = after_code(ben);
  EXPECT_TRUE(view(lost).prompts.empty());
  EXPECT_FALSE(prove_by(lost, signed_by(his, of_other)));
}

}  // namespace
}  // namespace tessera::authn
