// What was reported lost: it rests, and what becomes of it.
#include "tests/integration/authn/recovery_fixture.hpp"

namespace tessera::authn {
namespace {

class LostTest : public RecoveryStack {};

TEST_F(LostTest, WhatIsLostRestsAtOnceAndComesBackByAnotherOnly) {
  auto anna = make_reachable("anna@example.org");
  const auto id = sql("select id from authenticator where kind = 'totp'")[0].uuid(0);
  auto& care = authn_->care();
  const auto weak = session_of(anna, Acr::aal1);
  const auto strong = session_of(anna);
  EXPECT_TRUE(
      act([&](const RequestContext& now) { return care.rename(weak, id, "old phone", now); }));
  EXPECT_EQ(act([&](const RequestContext& now) {
              return care.rename(weak, id, std::string(61, 'x'), now);
            })
                .error()
                .id,
            "label.text");
  EXPECT_TRUE(act([&](const RequestContext& now) { return care.report_lost(weak, id, now); }));
  EXPECT_EQ(active(anna, "totp"), 0);
  EXPECT_TRUE(has_notice("authenticator_suspended"));
  EXPECT_EQ(act([&](const RequestContext& now) { return care.restore(weak, id, now); }).error().id,
            "authenticator.restore");
  EXPECT_EQ(act([&](const RequestContext& now) { return care.remove(weak, id, now); }).error().id,
            "authenticator.last");
  // The account is not cheaper to take than before.
  const auto flow = start(anna.login);
  const auto view = prove(flow, Method::mail_code, mail_code());
  ASSERT_TRUE(view);
  EXPECT_FALSE(view->grant);
  const auto other = make_person("ben@example.org");
  const auto his = session_of(other);
  EXPECT_EQ(
      act([&](const RequestContext& now) { return care.rename(his, id, "mine", now); }).error().id,
      "authenticator.unknown");
  EXPECT_TRUE(act([&](const RequestContext& now) { return care.restore(strong, id, now); }));
  EXPECT_EQ(active(anna, "totp"), 1);
}

TEST_F(LostTest, WhatWasReportedLostEndsWithTheWait) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  ASSERT_TRUE(
      act([&](const RequestContext& now) { return setup().make_lookup_codes(session, now); }));
  const auto id = sql("select id from authenticator where kind = 'lookup_codes'")[0].uuid(0);
  ASSERT_TRUE(
      act([&](const RequestContext& now) { return authn_->care().report_lost(session, id, now); }));
  const auto secret = wait_for(anna);
  clock.advance(hours{24});
  const auto binding = confirm(secret.reveal());
  ASSERT_TRUE(binding) << binding.error().id;
  EXPECT_TRUE(complete(*binding, new_device(anna)));
  EXPECT_EQ(sql("select state from authenticator where kind = 'lookup_codes'")[0].string(0),
            "invalidated");
}

}  // namespace
}  // namespace tessera::authn
