// What tokens are bound to: RFC 9449 5.2, RFC 8705 3, RFC 8705 3.4, FAPI 2.0 Security
// Profile 5.3.2.1.
#include <tessera/oauth/token_binding.hpp>

#include <gtest/gtest.h>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const auto kCertificate =
    std::make_shared<const PeerCertificate>(PeerCertificate{.der = Bytes{1, 2, 3}});

class Binding : public testing::Test {
 protected:
  std::string decide(std::string jkt, PeerCertificateRef certificate = nullptr) {
    const auto entry = make_entry(approved(1, registration), profile);
    const auto binding = decide_binding(entry, std::move(jkt), certificate);
    if (!binding) return binding.error().id;
    return *binding ? render_cnf(*binding) : "bearer";
  }
  ClientRegistration registration = portal();
  ClientProfile profile = baseline();
  const std::string x5t = codec::to_base64url(crypto::sha256(Bytes{1, 2, 3}));
};

TEST_F(Binding, AProofBindsWhoeverSendsIt) {
  EXPECT_EQ(decide(""), "bearer");
  EXPECT_EQ(decide("abc"), R"({"jkt":"abc"})");
}

TEST_F(Binding, ACertificateBindsOnlyWhoRegisteredForIt) {
  EXPECT_EQ(decide("", kCertificate), "bearer");
  registration.tls_client_certificate_bound_access_tokens = true;
  EXPECT_EQ(decide("", kCertificate), R"({"x5t#S256":")" + x5t + "\"}");
  EXPECT_EQ(decide(""), "invalid_request");
  EXPECT_EQ(decide("abc", kCertificate), R"({"jkt":"abc","x5t#S256":")" + x5t + "\"}");
}

TEST_F(Binding, WhoRegisteredForDpopMustProve) {
  registration.dpop_bound_access_tokens = true;
  EXPECT_EQ(decide(""), "invalid_dpop_proof");
  EXPECT_EQ(decide("", kCertificate), "invalid_dpop_proof");
  EXPECT_EQ(decide("abc"), R"({"jkt":"abc"})");
}

TEST_F(Binding, AProfileThatAsksForAKeyTakesEither) {
  profile.require_sender_constraint = true;
  EXPECT_EQ(decide(""), "invalid_request");
  EXPECT_EQ(decide("", kCertificate), "invalid_request")
      << "a certificate that only authenticates the client binds nothing";
  EXPECT_EQ(decide("abc"), R"({"jkt":"abc"})");
  registration.tls_client_certificate_bound_access_tokens = true;
  EXPECT_EQ(decide("", kCertificate), R"({"x5t#S256":")" + x5t + "\"}");
}

}  // namespace
}  // namespace tessera::oauth
