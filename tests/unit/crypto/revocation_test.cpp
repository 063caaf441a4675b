// CRLs (RFC 5280 5, 6.3) and OCSP responses (RFC 6960 3.2, 4.2.2.2).
#include <gtest/gtest.h>

#include <tessera/crypto/crl.hpp>
#include <tessera/crypto/ocsp.hpp>

#include "tests/support/test_authority.hpp"

namespace tessera::crypto {
namespace {

using test::CrlSpec;
using test::kCardNow;
using test::OcspSpec;
using test::TestAuthority;
using test::TestCertificate;

class CrlTest : public testing::Test {
 protected:
  std::string read(const CrlSpec& spec) {
    const auto crl = read_crl(root.make_crl(spec), root.der(), kCardNow);
    return crl ? "ok" : crl.error().id;
  }
  TestAuthority root;
};

TEST_F(CrlTest, IsASortedSetOfSerialNumbers) {
  const auto crl = read_crl(root.make_crl({.revoked = {300, 5, 70000}}), root.der(), kCardNow);
  ASSERT_TRUE(crl);
  EXPECT_EQ(crl->this_update, kCardNow - hours{1});
  EXPECT_EQ(crl->next_update, kCardNow + hours{1});
  for (const long serial : {300L, 5L, 70000L})
    EXPECT_TRUE(is_revoked(*crl, read_x509(root.issue({.serial = serial}).der())->serial));
  EXPECT_FALSE(is_revoked(*crl, read_x509(root.issue({.serial = 6}).der())->serial));
}

TEST_F(CrlTest, OnlyItsIssuerSignsIt) {
  TestAuthority same_name;
  EXPECT_EQ(read_crl(same_name.make_crl(), root.der(), kCardNow).error().id, "crl.signature");
  TestAuthority other("Other");
  EXPECT_EQ(read_crl(other.make_crl(), root.der(), kCardNow).error().id, "crl.other_issuer");
  auto spec = test::authority_spec("Root");
  spec.extensions[1].second = "critical,keyCertSign";
  spec.key = test::make_ec_key();
  const TestAuthority without("Root", spec);
  EXPECT_EQ(read_crl(without.make_crl(), without.der(), kCardNow).error().id, "crl.signature")
      << "RFC 5280 6.3.3 (f): its key is not for CRLs";
  EXPECT_EQ(read({.digest = EVP_sha1()}), "crl.signature");
}

TEST_F(CrlTest, HasAnEndAndIsNotOfTheFuture) {
  EXPECT_EQ(read({.next_update = std::nullopt}), "crl.malformed");
  EXPECT_EQ(read({.this_update = kCardNow + minutes{10}}), "crl.not_yet");
  EXPECT_EQ(read({.next_update = kCardNow - minutes{1}}), "ok") << "the caller decides";
}

TEST_F(CrlTest, WhatItCannotSayIsRefused) {
  EXPECT_EQ(read({.extensions = {{NID_delta_crl, "critical,ASN1:INTEGER:1"}}}), "crl.unsupported");
  EXPECT_EQ(read({.extensions = {{NID_issuing_distribution_point, "critical,indirectCRL:TRUE"}}}),
            "crl.unsupported");
  EXPECT_EQ(read({.extensions = {{NID_issuing_distribution_point,
                                  "critical,onlysomereasons:keyCompromise"}}}),
            "crl.unsupported");
  EXPECT_EQ(read({.extensions = {{NID_netscape_comment, "critical,x"}}}), "crl.unsupported");
  EXPECT_EQ(read({.extensions = {{NID_crl_number, "7"}}}), "ok");
}

TEST_F(CrlTest, SpeaksAboutItsOwnPartOnly) {
  const auto with = [&](const std::string& point) {
    return *read_crl(
        root.make_crl({.extensions = {{NID_issuing_distribution_point, "critical," + point}}}),
        root.der(), kCardNow);
  };
  const X509Facts here{.crl_urls = {"http://crl.test/1"}}, there{.crl_urls = {"http://crl.test/2"}};
  const auto part = with("fullname:URI:http://crl.test/1");
  EXPECT_TRUE(covers(part, here, false));
  EXPECT_FALSE(covers(part, there, false));
  EXPECT_FALSE(covers(part, {}, false));
  const auto people = with("onlyuser:TRUE");
  EXPECT_TRUE(covers(people, here, false));
  EXPECT_FALSE(covers(people, here, true));
  const auto authorities = with("onlyCA:TRUE");
  EXPECT_FALSE(covers(authorities, here, false));
  EXPECT_TRUE(covers(authorities, here, true));
}

TEST_F(CrlTest, WhatDoesNotParseIsRefused) {
  auto der = root.make_crl();
  der.push_back(0);
  EXPECT_EQ(read_crl(der, root.der(), kCardNow).error().id, "crl.malformed");
  EXPECT_EQ(read_crl({}, root.der(), kCardNow).error().id, "crl.malformed");
  EXPECT_EQ(read_crl(root.make_crl(), Bytes{1}, kCardNow).error().id, "crl.malformed");
}

class OcspTest : public testing::Test {
 protected:
  Result<OcspAnswer> read(BytesView response, bool nonce_required = false) {
    return read_ocsp_response(response, request, card.der(), root.der(), nonce_required, kCardNow);
  }
  std::string id_of(const OcspSpec& spec, const TestCertificate* responder = nullptr,
                    bool nonce_required = false) {
    const auto answer = read(root.answer(request, spec, responder), nonce_required);
    return answer ? "ok" : answer.error().id;
  }
  TestAuthority root;
  TestCertificate card = root.issue();
  Bytes request = *make_ocsp_request(card.der(), root.der(), Bytes(32, 7));
};

TEST_F(OcspTest, SaysHowACertificateStands) {
  EXPECT_EQ(read(root.answer(request))->status, OcspStatus::good);
  EXPECT_EQ(read(root.answer(request, {.status = V_OCSP_CERTSTATUS_REVOKED}))->status,
            OcspStatus::revoked);
  EXPECT_EQ(read(root.answer(request, {.status = V_OCSP_CERTSTATUS_UNKNOWN}))->status,
            OcspStatus::unknown);
  EXPECT_EQ(read(root.answer(request))->next_update, kCardNow + hours{1});
  EXPECT_EQ(read(root.answer(request, {.next_update = std::nullopt}))->next_update,
            kCardNow + minutes{4});
}

TEST_F(OcspTest, TheIssuerLetsSomebodyAnswer) {
  const auto good = root.issue_responder();
  EXPECT_EQ(id_of({}, &good), "ok");
  const auto unchecked = root.issue_responder(false);
  EXPECT_EQ(id_of({}, &unchecked), "ocsp.responder") << "RFC 6960 4.2.2.2.1";
  const auto no_responder = root.issue_responder(true, "clientAuth");
  EXPECT_EQ(id_of({}, &no_responder), "ocsp.responder") << "RFC 6960 4.2.2.2";
  EXPECT_EQ(id_of({}, &card), "ocsp.responder") << "a card vouches for itself";
  TestAuthority stranger;
  const auto of_stranger = stranger.issue_responder();
  EXPECT_EQ(id_of({}, &of_stranger), "ocsp.responder");
  auto below = root.make_authority(test::authority_spec("Below"));
  const auto of_below = below.issue_responder();
  EXPECT_EQ(id_of({}, &of_below), "ocsp.responder") << "directly, RFC 6960 4.2.2.2";
  EXPECT_EQ(read(stranger.answer(request)).error().id, "ocsp.signature") << "another key";
}

TEST_F(OcspTest, AResponderOutOfForceIsNone) {
  test::CardSpec spec{.subject = {{"CN", "Responder"}},
                      .extensions = {{NID_key_usage, "critical,digitalSignature"},
                                     {NID_ext_key_usage, "OCSPSigning"},
                                     {NID_id_pkix_OCSP_noCheck, "NULL"}},
                      .not_after = kCardNow - seconds{1}};
  const auto late = root.issue(spec);
  EXPECT_EQ(id_of({}, &late), "ocsp.responder");
}

TEST_F(OcspTest, TheNonceIsOurs) {
  EXPECT_EQ(id_of({.nonce = false}), "ok") << "a responder that answers in advance";
  EXPECT_EQ(id_of({.nonce = false}, nullptr, true), "ocsp.nonce");
  const auto other = *make_ocsp_request(card.der(), root.der(), Bytes(32, 8));
  EXPECT_EQ(read(root.answer(other)).error().id, "ocsp.nonce");
}

TEST_F(OcspTest, AboutThisCertificate) {
  const auto other = root.issue();
  EXPECT_EQ(id_of({.about = other.native()}), "ocsp.other_certificate");
}

TEST_F(OcspTest, AtATimeThatCanBe) {
  EXPECT_EQ(id_of({.this_update = kCardNow + minutes{10}}), "ocsp.time");
  EXPECT_EQ(id_of({.this_update = kCardNow - hours{1}, .next_update = kCardNow - hours{2}}),
            "ocsp.time");
}

TEST_F(OcspTest, Sha1IsRefused) {
  EXPECT_EQ(id_of({.digest = EVP_sha1()}), "ocsp.signature");
}

TEST_F(OcspTest, WhatDoesNotParseIsRefused) {
  auto der = root.answer(request);
  der.push_back(0);
  EXPECT_EQ(read(der).error().id, "ocsp.malformed");
  EXPECT_EQ(read({}).error().id, "ocsp.malformed");
  const Bytes try_later{0x30, 0x03, 0x0a, 0x01, 0x03};
  EXPECT_EQ(read(try_later).error().id, "ocsp.refused");
}

}  // namespace
}  // namespace tessera::crypto
