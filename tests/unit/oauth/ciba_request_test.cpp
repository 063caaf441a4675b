#include "oauth/pending/ciba_request.hpp"

#include <gtest/gtest.h>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

ClientEntry client(std::string mode = "poll", ClientProfile profile = baseline()) {
  auto r = portal();
  r.backchannel_token_delivery_mode = std::move(mode);
  return make_entry(approved(1, std::move(r)), profile);
}

Result<CibaRequest> read(Fields fields, const ClientEntry& entry = client()) {
  return read_ciba_request(*codec::Form::parse(codec::encode_form(fields)), entry);
}
std::string error(Fields fields, const ClientEntry& entry = client()) {
  const auto answer = read(std::move(fields), entry);
  return answer ? "" : answer.error().id;
}

// CIBA 7.1
TEST(CibaRequest, HasExactlyOneHintAndNoHintToken) {
  EXPECT_EQ(error({{"login_hint", "anna"}}), "");
  EXPECT_EQ(error({{"id_token_hint", "x.y.z"}}), "");
  EXPECT_EQ(error({}), "invalid_request");
  EXPECT_EQ(error({{"login_hint", ""}}), "invalid_request");
  EXPECT_EQ(error({{"login_hint", "anna"}, {"id_token_hint", "x.y.z"}}), "invalid_request");
  EXPECT_EQ(error({{"login_hint_token", "x"}}), "invalid_request");
  EXPECT_EQ(error({{"login_hint", "anna"}, {"login_hint_token", "x"}}), "invalid_request");
  EXPECT_EQ(error({{"login_hint", std::string(501, 'a')}}), "invalid_request");
}

TEST(CibaRequest, TheBindingMessageIsShortAndPlain) {
  const auto with = [](std::string text) {
    return error({{"login_hint", "anna"}, {"binding_message", std::move(text)}});
  };
  EXPECT_EQ(with("1234"), "");
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\xC3\xA4";
  EXPECT_EQ(with(umlauts), "") << "characters count, not bytes";
  EXPECT_EQ(with(umlauts + "x"), "invalid_binding_message");
  EXPECT_EQ(with("a\nb"), "invalid_binding_message");
}

TEST(CibaRequest, ARequestedExpiryIsANumberAndBounded) {
  const auto life = [](std::string text) {
    return read({{"login_hint", "anna"}, {"requested_expiry", std::move(text)}});
  };
  EXPECT_EQ(read({{"login_hint", "anna"}})->life, kCibaLife);
  EXPECT_EQ(life("10")->life, seconds{10});
  EXPECT_EQ(life("99999")->life, kLongestCibaLife);
  for (const auto* wrong : {"0", "-5", "ten", "10s", "", "99999999999999999999"})
    EXPECT_FALSE(life(wrong)) << wrong;
}

TEST(CibaRequest, OnlyAndAlwaysAPingHasANotificationToken) {
  const std::string token(22, 'a');
  const auto ping = client("ping");
  EXPECT_EQ(error({{"login_hint", "anna"}}, ping), "invalid_request");
  EXPECT_EQ(error({{"login_hint", "anna"}, {"client_notification_token", "short"}}, ping),
            "invalid_request");
  EXPECT_EQ(
      error({{"login_hint", "anna"}, {"client_notification_token", token + "\r\nX: y"}}, ping),
      "invalid_request");
  EXPECT_EQ(
      error({{"login_hint", "anna"}, {"client_notification_token", std::string(1025, 'a')}}, ping),
      "invalid_request");
  const auto good = read({{"login_hint", "anna"}, {"client_notification_token", token}}, ping);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->notification_token, token);
  EXPECT_EQ(
      read({{"login_hint", "anna"}, {"client_notification_token", token}})->notification_token, "");
}

// CIBA 7.1.1
TEST(CibaRequest, IsSignedWhereRegistrationOrProfileSaySo) {
  EXPECT_FALSE(must_be_signed(client()));
  auto strict = baseline();
  strict.require_par = true;
  EXPECT_TRUE(must_be_signed(client("poll", strict)));
  auto r = portal();
  r.backchannel_authentication_request_signing_alg = crypto::SignAlg::es256;
  const auto entry = make_entry(approved(1, r), baseline());
  EXPECT_TRUE(must_be_signed(entry));
  const auto rules = ciba_object_rules(entry, "https://login.test");
  EXPECT_EQ(rules.algorithms, std::vector{crypto::SignAlg::es256});
  EXPECT_EQ(rules.longest, seconds{3600});
  EXPECT_TRUE(rules.numbered);
  EXPECT_TRUE(rules.once);
}

TEST(CibaRequest, NothingStandsBesideASignedOne) {
  const auto beside = [](Fields fields) {
    return check_beside_signed(*codec::Form::parse(codec::encode_form(fields))).has_value();
  };
  EXPECT_TRUE(beside({{"request", "x"}, {"client_assertion", "y"}, {"client_id", "z"}}));
  EXPECT_FALSE(beside({{"request", "x"}, {"scope", "openid"}}));
  EXPECT_FALSE(beside({{"request", "x"}, {"login_hint", "anna"}}));
}

}  // namespace
}  // namespace tessera::oauth
