#include <gtest/gtest.h>

#include <tessera/codec/form.hpp>

#include "authn/recovery/recovery_tokens.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

class RecoveryTokens : public testing::Test {
 protected:
  static constexpr TimePoint kNow{seconds{1'800'000'000}};
  SeededRandom random_{7};
  std::shared_ptr<const crypto::Keyring> ring_ = make_ring();
};

TEST_F(RecoveryTokens, AFlowIsReadBackForADayAndShowsNothing) {
  const RecoveryFlow flow{.id = "f1", .login = "anna@example.org", .created = kNow};
  const auto sealed = seal_recovery_flow(flow, *ring_, random_);
  const auto opened = open_recovery_flow(sealed, *ring_, kNow + hours{23});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->login, flow.login);
  EXPECT_EQ(opened->id, "f1");
  EXPECT_FALSE(open_recovery_flow(sealed, *ring_, kNow + hours{24}));
  EXPECT_FALSE(open_recovery_flow(sealed + "A", *ring_, kNow));
  EXPECT_FALSE(open_recovery_flow("", *ring_, kNow));
  const auto other =
      seal_recovery_flow({.id = "f2", .login = "?", .created = kNow}, *ring_, random_);
  EXPECT_EQ(other.size(), sealed.size());
}

TEST_F(RecoveryTokens, ABindingIsOfOneBrowser) {
  const auto id = make_uuid4(random_);
  const auto sealed = seal_recovery_binding(id, "b1", *ring_, random_);
  EXPECT_EQ(open_recovery_binding(sealed, "b1", *ring_), id);
  EXPECT_FALSE(open_recovery_binding(sealed, "b2", *ring_));
  EXPECT_FALSE(open_recovery_binding(sealed, "", *ring_));
  // A flow is no binding.
  const auto flow = seal_recovery_flow({.id = "f", .login = "a", .created = kNow}, *ring_, random_);
  EXPECT_FALSE(open_recovery_binding(flow, "b1", *ring_));
}

TEST_F(RecoveryTokens, ALinkIsOfOneKindAndOneRow) {
  const auto id = make_uuid4(random_);
  const auto link = recovery_link("cancel", id, *ring_);
  ASSERT_TRUE(link.starts_with("/recover/cancel?"));
  const auto query = codec::Form::parse(link.substr(link.find('?') + 1));
  const auto ticket = query->value("t");
  EXPECT_EQ(check_recovery_link("cancel", query->value("id"), ticket, *ring_), id);
  EXPECT_FALSE(check_recovery_link("help", query->value("id"), ticket, *ring_));
  EXPECT_FALSE(check_recovery_link("cancel", to_string(make_uuid4(random_)), ticket, *ring_));
  EXPECT_FALSE(check_recovery_link("cancel", query->value("id"), "", *ring_));
  EXPECT_FALSE(check_recovery_link("cancel", "", ticket, *ring_));
}

TEST_F(RecoveryTokens, ACodeIsOfOnePersonAndKind) {
  const auto person = make_uuid4(random_);
  const auto code = make_issued_code(random_);
  EXPECT_GE(kIssuedCodeLength * 5, 50u);  // bits
  IssuedCode row{.id = make_uuid4(random_),
                 .person = person,
                 .kind = IssuedCodeKind::recovery,
                 .contact = std::nullopt,
                 .box = {},
                 .mac = mac_issued_code(IssuedCodeKind::recovery, person, code.reveal(), *ring_),
                 .issued = kNow,
                 .expires = kNow + hours{24}};
  auto typed = std::string(code.reveal());
  std::erase(typed, '-');
  EXPECT_TRUE(is_issued_code(row, typed, *ring_));
  EXPECT_FALSE(is_issued_code(row, "AAAA-AAAA-AA", *ring_));
  row.kind = IssuedCodeKind::contact;
  EXPECT_FALSE(is_issued_code(row, typed, *ring_));
  row.kind = IssuedCodeKind::recovery;
  row.person = make_uuid4(random_);
  EXPECT_FALSE(is_issued_code(row, typed, *ring_));
  row.mac.clear();  // a contact that has not confirmed
  EXPECT_FALSE(is_issued_code(row, typed, *ring_));
}

}  // namespace
}  // namespace tessera::authn
