// Path validation (RFC 5280 6.1): what is let in, and each way to be refused.
#include <tessera/crypto/x509_path.hpp>

#include <gtest/gtest.h>

#include <tessera/crypto/x509.hpp>

#include "tests/support/test_authority.hpp"

namespace tessera::crypto {
namespace {

using test::authority_spec;
using test::CardSpec;
using test::kCardNow;
using test::TestAuthority;

class X509Path : public testing::Test {
 protected:
  std::string validate(const test::TestCertificate& card, const PathRules& rules = {},
                       TimePoint now = kCardNow) {
    const auto anchors = TrustAnchors::from_pem(root.pem(), issuing.pem());
    const auto path = anchors->validate(card.der(), {}, rules, now);
    return path ? "ok " + std::to_string(path->size()) : path.error().id;
  }
  static CardSpec with(int nid, const std::string& value) {
    CardSpec spec;
    std::erase_if(spec.extensions, [&](const auto& each) { return each.first == nid; });
    if (!value.empty()) spec.extensions.emplace_back(nid, value);
    return spec;
  }
  TestAuthority root{"Root"};
  TestAuthority issuing = root.make_authority(authority_spec("Issuing"));
};

TEST_F(X509Path, LeadsFromTheCardToAnAnchor) {
  EXPECT_EQ(validate(issuing.issue()), "ok 3");
  EXPECT_EQ(validate(root.issue()), "ok 2");
}

TEST_F(X509Path, AnIssuingAuthorityAloneMayBeTheAnchor) {
  const auto anchors = TrustAnchors::from_pem(issuing.pem());
  EXPECT_EQ(anchors->validate(issuing.issue().der(), {}, {}, kCardNow)->size(), 2U);
  EXPECT_EQ(anchors->validate(root.issue().der(), {}, {}, kCardNow).error().id,
            "certificate.untrusted");
}

TEST_F(X509Path, AnIntermediateMayBeShownAlong) {
  const auto anchors = TrustAnchors::from_pem(root.pem());
  const auto card = issuing.issue();
  EXPECT_EQ(anchors->validate(card.der(), {}, {}, kCardNow).error().id, "certificate.untrusted");
  const std::vector<Bytes> shown{Bytes{1, 2, 3}, issuing.der()};
  EXPECT_EQ(anchors->validate(card.der(), shown, {}, kCardNow)->size(), 3U);
}

TEST_F(X509Path, CountsWhileItIsInForceByOurClock) {
  const auto card = issuing.issue();
  EXPECT_EQ(validate(card, {}, kCardNow + days{301}), "certificate.expired");
  EXPECT_EQ(validate(card, {}, kCardNow - days{31}), "certificate.not_yet_valid");
  EXPECT_EQ(
      validate(issuing.issue({.not_after = kCardNow + days{9000}}), {}, kCardNow + days{3001}),
      "certificate.expired")
      << "an authority out of force vouches for nobody";
}

TEST_F(X509Path, AStrangersCardIsNotTrusted) {
  TestAuthority other("Root");  // the same name, another key
  EXPECT_EQ(validate(other.issue()), "certificate.untrusted");
  EXPECT_EQ(validate(TestAuthority("Root", {.key = test::make_ec_key()}).certificate()),
            "certificate.untrusted")
      << "self-signed";
}

TEST_F(X509Path, ItHasToBeMadeForSigningIn) {
  EXPECT_EQ(validate(issuing.issue(with(NID_ext_key_usage, "serverAuth"))), "certificate.purpose");
  EXPECT_EQ(validate(issuing.issue(with(NID_ext_key_usage, ""))), "certificate.purpose")
      << "one that says nothing was not made for it";
  EXPECT_EQ(validate(issuing.issue(with(NID_key_usage, "critical,nonRepudiation"))),
            "certificate.purpose")
      << "the card's other key, for signing documents";
  EXPECT_EQ(validate(issuing.certificate()), "certificate.purpose")
      << "an authority signs nobody in";
}

TEST_F(X509Path, SmartCardLogOnCanBeAskedFor) {
  const PathRules rules{.smartcard_logon = true};
  EXPECT_EQ(validate(issuing.issue(), rules), "certificate.purpose");
  EXPECT_EQ(validate(issuing.issue(with(NID_ext_key_usage, "clientAuth,msSmartcardLogin")), rules),
            "ok 3");
}

TEST_F(X509Path, AWeakKeyIsRefused) {
  EXPECT_EQ(validate(issuing.issue({.key = test::make_rsa_key(1024)})), "certificate.weak");
  EXPECT_EQ(validate(issuing.issue({.key = test::make_ec_key("P-224")})), "certificate.weak");
  const auto card = issuing.issue({.key = test::make_rsa_key(2048)});
  EXPECT_EQ(validate(card), "ok 3");
  EXPECT_EQ(validate(card, {.rsa_bits = 3072}), "certificate.weak");
}

TEST_F(X509Path, Sha1IsRefusedAtEveryStep) {
  EXPECT_EQ(validate(issuing.issue({.digest = EVP_sha1()})), "certificate.weak");
  auto spec = authority_spec("Old");
  spec.digest = EVP_sha1();
  auto old = root.make_authority(spec);
  const auto anchors = TrustAnchors::from_pem(root.pem(), old.pem());
  EXPECT_EQ(anchors->validate(old.issue().der(), {}, {}, kCardNow).error().id, "certificate.weak");
}

TEST_F(X509Path, NameConstraintsOfAnAuthorityHold) {
  auto spec = authority_spec("Narrow");
  spec.more = {{NID_name_constraints, "critical,permitted;email:.city.test"}};
  auto narrow = root.make_authority(spec);
  const auto anchors = TrustAnchors::from_pem(root.pem(), narrow.pem());
  const auto id_for = [&](const std::string& name) {
    const auto card = narrow.issue({.more = {{NID_subject_alt_name, "email:" + name}}});
    const auto path = anchors->validate(card.der(), {}, {}, kCardNow);
    return path ? std::string("ok") : path.error().id;
  };
  EXPECT_EQ(id_for("ada@tax.city.test"), "ok");
  EXPECT_EQ(id_for("ada@village.test"), "certificate.name_constraints");
}

TEST_F(X509Path, OneOfThePoliciesHasToHold) {
  const PathRules rules{.policies = {"1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2"}};
  auto spec = authority_spec("Policies");
  spec.more = {{NID_certificate_policies, "1.3.6.1.4.1.99999.2"}};
  auto authority = root.make_authority(spec);
  const auto anchors = TrustAnchors::from_pem(root.pem(), authority.pem());
  const auto id_for = [&](const std::string& policy) {
    CardSpec card;
    if (!policy.empty()) card.more = {{NID_certificate_policies, policy}};
    const auto path = anchors->validate(authority.issue(card).der(), {}, rules, kCardNow);
    return path ? std::string("ok") : path.error().id;
  };
  EXPECT_EQ(id_for("1.3.6.1.4.1.99999.2"), "ok");
  EXPECT_EQ(id_for("1.3.6.1.4.1.99999.3"), "certificate.policy");
  EXPECT_EQ(id_for("1.3.6.1.4.1.99999.1"), "certificate.policy") << "its authority has not got it";
  EXPECT_EQ(id_for(""), "certificate.policy");
}

TEST_F(X509Path, APersonIsNoAuthority) {
  const auto card = issuing.issue();
  // signed by the key of a person
  CardSpec spec = authority_spec("Pretender");
  spec.extensions[0].second = "critical,CA:FALSE";
  auto pretender = root.make_authority(spec);
  const auto anchors = TrustAnchors::from_pem(root.pem());
  const std::vector<Bytes> shown{pretender.der()};
  EXPECT_FALSE(anchors->validate(pretender.issue().der(), shown, {}, kCardNow));
}

TEST_F(X509Path, AnUnknownCriticalExtensionIsRefused) {
  EXPECT_EQ(validate(issuing.issue({.more = {{NID_netscape_comment, "critical,x"}}})),
            "certificate.invalid");
}

TEST_F(X509Path, TheNumberOfAuthoritiesIsBounded) {
  EXPECT_EQ(validate(issuing.issue(), {.authorities = 1}), "ok 3");
  EXPECT_NE(validate(issuing.issue(), {.authorities = 0}), "ok 3");
}

TEST_F(X509Path, AnchorsAreAuthorities) {
  EXPECT_EQ(TrustAnchors::from_pem("").error().id, "anchors.none");
  EXPECT_EQ(TrustAnchors::from_pem(issuing.issue().pem()).error().id, "anchors.no_authority");
  EXPECT_EQ(TrustAnchors::from_pem(root.pem(), issuing.issue().pem()).error().id,
            "anchors.no_authority");
  auto broken = root.pem();
  broken.replace(40, 4, "!!!!");
  EXPECT_EQ(TrustAnchors::from_pem(broken).error().id, "anchors.malformed");
  EXPECT_EQ(TrustAnchors::from_pem(root.pem() + issuing.pem())->list().size(), 2U);
  EXPECT_EQ(TrustAnchors().validate(issuing.issue().der(), {}, {}, kCardNow).error().id,
            "certificate.untrusted");
}

TEST_F(X509Path, WhatDoesNotParseIsRefused) {
  const auto anchors = TrustAnchors::from_pem(root.pem());
  const auto id_of = [&](const Bytes& der) {
    return anchors->validate(der, {}, {}, kCardNow).error().id;
  };
  EXPECT_EQ(id_of({}), "certificate.malformed");
  EXPECT_EQ(id_of({0x30, 0x03, 0x02, 0x01, 0x00}), "certificate.malformed");
  auto trailing = issuing.issue().der();
  trailing.push_back(0);
  EXPECT_EQ(id_of(trailing), "certificate.malformed");
  EXPECT_EQ(id_of(Bytes(kLongestCertificate + 1)), "certificate.too_large");
  EXPECT_EQ(id_of(issuing.issue({.version = 0}).der()), "certificate.malformed");
}

}  // namespace
}  // namespace tessera::crypto
