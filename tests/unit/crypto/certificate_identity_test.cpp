#include <tessera/crypto/certificate_identity.hpp>

#include <gtest/gtest.h>

#include "tests/support/test_certificate.hpp"

namespace tessera::crypto {
namespace {

using test::make_certificate;

Key key() {
  static const auto made = Key::generate(KeyType::ec_p256);
  return made;
}

TEST(CertificateIdentity, TheSubjectIsComparedAsANameNotAsText) {
  const auto der =
      make_certificate(key(), {.subject = {{"C", "XX"}, {"O", "City, Ltd"}, {"CN", " portal+1"}}});
  const auto identity = read_certificate_identity(der);
  ASSERT_TRUE(identity);
  for (const auto* same :
       {R"(CN=\ portal\+1,O=City\, Ltd,C=XX)", R"(cn=\20portal\2B1, o = City\, Ltd, c=XX)",
        R"(2.5.4.3=\ portal\+1,OID.2.5.4.10=City\2C Ltd,C=XX )"}) {
    EXPECT_EQ(normalise_dn(same), identity->subject_dn) << same;
  }
  for (const auto* other :
       {R"(C=XX,O=City\, Ltd,CN=\ portal\+1)", R"(CN=portal\+1,O=City\, Ltd,C=XX)",
        R"(CN=\ portal\+1,O=City\, Ltd)", R"(CN=\ portal\+1,O=City\, Ltd,C=XX,C=XX)",
        R"(CN=\ Portal\+1,O=City\, Ltd,C=XX)"}) {
    EXPECT_NE(normalise_dn(other), identity->subject_dn) << other;
  }
}

TEST(CertificateIdentity, WithinARelativeNameTheOrderMeansNothing) {
  const auto der =
      make_certificate(key(), {.subject = {{"O", "City"}, {"CN", "a"}, {"+UID", "b"}}});
  const auto identity = read_certificate_identity(der);
  ASSERT_TRUE(identity);
  EXPECT_EQ(normalise_dn("UID=b+CN=a,O=City"), identity->subject_dn);
  EXPECT_EQ(normalise_dn("CN=a+UID=b,O=City"), identity->subject_dn);
  EXPECT_NE(normalise_dn("CN=a,UID=b,O=City"), identity->subject_dn);
}

TEST(CertificateIdentity, WhatIsNoNameHasNoNormalForm) {
  for (const auto* bad : {"", "CN", "=a", "CN=a,", "CN=a+", "nosuchtype=a", "CN=#0403666f6f",
                          "CN=a\\", "CN=a\\4", "CN=a,,O=b"}) {
    EXPECT_EQ(normalise_dn(bad), "") << bad;
  }
}

TEST(CertificateIdentity, AlternativeNamesAreReadByTheirKind) {
  const auto der = make_certificate(
      key(), {.alternative_names = "DNS:a.test,URI:https://a.test/id,email:a@a.test,"
                                   "IP:192.0.2.7,IP:2001:db8:0:0:0:0:0:1"});
  const auto identity = read_certificate_identity(der);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->dns, std::vector<std::string>{"a.test"});
  EXPECT_EQ(identity->uri, std::vector<std::string>{"https://a.test/id"});
  EXPECT_EQ(identity->email, std::vector<std::string>{"a@a.test"});
  EXPECT_EQ(identity->ip, (std::vector<std::string>{"192.0.2.7", "2001:db8::1"}));
  EXPECT_EQ(identity->not_before, TimePoint{seconds{1'700'000'000}});
  EXPECT_EQ(identity->not_after, TimePoint{seconds{2'000'000'000}});
}

TEST(CertificateIdentity, TheKeyIsKnownByItsPublicInfo) {
  for (const auto type : {KeyType::ec_p256, KeyType::ed25519, KeyType::rsa}) {
    const auto made = Key::generate(type);
    const auto identity = read_certificate_identity(make_certificate(made));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->spki, spki_digest(made));
    EXPECT_NE(identity->spki, spki_digest(key()));
  }
}

TEST(CertificateIdentity, GarbageAndTrailingBytesAreRefused) {
  auto der = make_certificate(key());
  EXPECT_FALSE(read_certificate_identity(BytesView(der).first(der.size() - 1)));
  der.push_back(0);
  EXPECT_FALSE(read_certificate_identity(der));
  EXPECT_FALSE(read_certificate_identity({}));
}

}  // namespace
}  // namespace tessera::crypto
