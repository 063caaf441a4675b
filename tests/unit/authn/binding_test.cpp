#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>

#include "authn/methods/sealed_data.hpp"
#include "tests/unit/authn/sign_in_fixture.hpp"

namespace tessera::authn {
namespace {

TEST_F(SignInTest, OlderParametersAreUpgradedAtSignIn) {
  const auto phc =
      crypto::argon2id_hash(Secret(kPassword), {.memory_kib = 32, .passes = 1}, random_);
  auto& record = authenticators_.records[0];
  record.data = seal_hash(phc, record.authenticator.id, *keys_.get(), random_);
  const auto before = record.data;
  EXPECT_FALSE(password("wrong"));
  EXPECT_EQ(record.data, before);
  EXPECT_TRUE(password(kPassword));
  EXPECT_EQ(record.params, "m=64,t=1,p=1");
  EXPECT_NE(record.data, before);
  EXPECT_TRUE(password(kPassword));
}

TEST_F(SignInTest, ThePepperRotatesWithoutThePassword) {
  auto& record = authenticators_.records[0];
  const auto before = record.data;
  keys_.replace(make_ring(1, true));
  EXPECT_FALSE(has_current_pepper(record.data, *keys_.get()));
  EXPECT_FALSE(password("wrong"));
  EXPECT_EQ(record.data, before);
  EXPECT_TRUE(password(kPassword));
  EXPECT_TRUE(has_current_pepper(record.data, *keys_.get()));
  EXPECT_TRUE(password(kPassword));
}

TEST_F(SignInTest, AnActivePersonIsToldByMailOfChangedWaysToSignIn) {
  people_.email = "anna@example.org";
  authenticators_.sent.clear();
  auto& state = people_.by_login[std::string(kLogin)].state;
  state = people::PersonState::pending_binding;
  bind_totp();
  EXPECT_TRUE(authenticators_.sent.empty());
  state = people::PersonState::active;
  bind_totp();
  ASSERT_EQ(authenticators_.sent.size(), 1U);
  EXPECT_EQ(authenticators_.sent[0].kind, "notice");
  EXPECT_EQ(std::string(as_text(authenticators_.sent[0].payload)).find("anna"), std::string::npos);
  const auto mail = keys_.get()->open(crypto::kPurposeSecretBox, authenticators_.sent[0].payload,
                                      outbox_context(authenticators_.sent[0].id));
  ASSERT_TRUE(mail);
  EXPECT_NE(as_text(*mail).find("\"kind\":\"authenticator_added\""), std::string_view::npos);
}

TEST_F(SignInTest, BindingKeepsItsRules) {
  auto& binding = authn_.binding();
  EXPECT_EQ(await(binding.set_password(person_, Secret(std::string_view("Password")), false, {},
                                       context()))
                .error()
                .id,
            "password.blocklisted");
  EXPECT_EQ(await(binding.bind_totp(person_, Secret(random_.bytes(20)), "123456", "x", context()))
                .error()
                .id,
            "totp.wrong_code");
  bind_totp();
  EXPECT_EQ(await(binding.list(person_)).size(), 2U);
  const auto offer = binding.offer_totp("anna@example.org");
  EXPECT_TRUE(
      offer.uri.starts_with("otpauth://totp/Tessera:anna%40example.org?secret=" + offer.base32));
  EXPECT_EQ(*codec::from_base32(offer.base32),
            Bytes(offer.secret.reveal_bytes().begin(), offer.secret.reveal_bytes().end()));
  EXPECT_TRUE(offer.qr_svg.starts_with("<svg"));
  EXPECT_GT(offer.qr_size, 21);
}

}  // namespace
}  // namespace tessera::authn
