// What is read from a certificate of a person.
#include <tessera/crypto/x509.hpp>

#include <gtest/gtest.h>

#include <tessera/crypto/certificate_identity.hpp>

#include "tests/support/test_authority.hpp"

namespace tessera::crypto {
namespace {

using test::CardSpec;
using test::kCardNow;
using test::TestAuthority;

TEST(X509, NamesTimesAndAddressesAreRead) {
  TestAuthority root;
  const CardSpec spec{
      .more = {{NID_subject_alt_name,
                "email:ada@city.test,URI:urn:id:1,otherName:msUPN;UTF8:ada@ad.city.test"},
               {NID_info_access, "OCSP;URI:http://ocsp.city.test"},
               {NID_crl_distribution_points, "URI:http://crl.city.test/a.crl"}},
      .serial = 0x1f2e};
  const auto facts = read_x509(root.issue(spec).der());
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->subject.size(), 3U);
  EXPECT_EQ(facts->subject[1].type, name_attribute_type("serialNumber"));
  EXPECT_EQ(facts->subject[1].value, "S-1");
  EXPECT_EQ(facts->subject_dn, normalise_dn("CN=Ada Staff,serialNumber=S-1,C=XX"));
  EXPECT_EQ(facts->issuer_dn, normalise_dn("CN=Root,C=XX"));
  EXPECT_EQ(facts->email, std::vector<std::string>{"ada@city.test"});
  EXPECT_EQ(facts->uri, std::vector<std::string>{"urn:id:1"});
  EXPECT_EQ(facts->upn, std::vector<std::string>{"ada@ad.city.test"});
  EXPECT_EQ(to_text(facts->serial), "1f2e");
  EXPECT_EQ(facts->subject_key_id.size(), 20U);
  EXPECT_EQ(facts->not_before, kCardNow - days{30});
  EXPECT_EQ(facts->not_after, kCardNow + days{300});
  EXPECT_EQ(facts->ocsp_urls, std::vector<std::string>{"http://ocsp.city.test"});
  EXPECT_EQ(facts->crl_urls, std::vector<std::string>{"http://crl.city.test/a.crl"});
}

TEST(X509, ANameWithControlCharactersIsRefused) {
  TestAuthority root;
  const auto id_for = [&](const std::string& name) {
    const auto facts = read_x509(root.issue({.subject = {{"CN", name}}}).der());
    return facts ? std::string("ok") : facts.error().id;
  };
  EXPECT_EQ(id_for("Ada"), "ok");
  EXPECT_EQ(id_for("Ada\nroot"), "certificate.malformed");
  EXPECT_EQ(id_for(std::string("Ada\0root", 8)), "certificate.malformed");
  EXPECT_EQ(id_for("Ada\x1b[2J"), "certificate.malformed");
}

TEST(X509, AnExtensionThatIsThereTwiceIsRefused) {
  TestAuthority root;
  const CardSpec spec{.more = {{NID_subject_alt_name, "email:ada@city.test"},
                               {NID_subject_alt_name, "email:root@city.test"}}};
  EXPECT_EQ(read_x509(root.issue(spec).der()).error().id, "certificate.malformed")
      << "RFC 5280 4.2";
}

TEST(X509, ASerialNumberIsPositive) {
  TestAuthority root;
  EXPECT_FALSE(read_x509(root.issue({.serial = -5}).der()));
  EXPECT_TRUE(read_x509(root.issue({.serial = 5}).der()));
}

TEST(X509, KindsOfAttributesHaveOneType) {
  EXPECT_EQ(name_attribute_type("CN"), "2.5.4.3");
  EXPECT_EQ(name_attribute_type("serialNumber"), "2.5.4.5");
  EXPECT_EQ(name_attribute_type("OID.2.5.4.5"), "2.5.4.5");
  EXPECT_EQ(name_attribute_type("nothing"), "");
}

}  // namespace
}  // namespace tessera::crypto
