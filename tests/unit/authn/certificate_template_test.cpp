// From the names in a certificate to one identifier.
#include <tessera/authn/certificate_template.hpp>

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

crypto::X509Facts facts() {
  return {.subject = {{"2.5.4.6", "XX"}, {"2.5.4.5", "S-1"}, {"2.5.4.3", "Ada|Staff"}},
          .issuer_dn = "2.5.4.3=43",
          .email = {"Ada@City.test"},
          .upn = {"ada@ad.city.test"},
          .serial = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0x2e}};
}

std::string render(std::string_view text, const crypto::X509Facts& from = facts()) {
  const auto parsed = CertificateTemplate::parse(text);
  if (!parsed) return parsed.error().id;
  const auto out = parsed->render(from);
  return out ? *out : out.error().id;
}

TEST(CertificateTemplateTest, ValuesStandWhereTheTemplateSays) {
  EXPECT_EQ(render("{subject.serialNumber}"), "S-1");
  EXPECT_EQ(render("{subject.2.5.4.5}"), "S-1");
  EXPECT_EQ(render("{upn}"), "ada@ad.city.test");
  EXPECT_EQ(render("{email}"), "ada@city.test") << "mail and log-on names have no case";
  EXPECT_EQ(render("{issuer}|{serial}"), "2.5.4.3%3D43|1f2e");
  EXPECT_EQ(render("{subject.C}:{subject.serialNumber}"), "XX:S-1");
}

TEST(CertificateTemplateTest, NoValueCanBeTakenForTheTextBetween) {
  EXPECT_EQ(render("{subject.CN}|{subject.C}"), "Ada%7CStaff|XX");
  auto a = facts(), b = facts();
  a.subject = {{"2.5.4.6", "x:y"}, {"2.5.4.5", "z"}};
  b.subject = {{"2.5.4.6", "x"}, {"2.5.4.5", "y:z"}};
  EXPECT_NE(render("{subject.C}:{subject.serialNumber}", a),
            render("{subject.C}:{subject.serialNumber}", b));
  a.subject = {{"2.5.4.5", "%41"}};
  b.subject = {{"2.5.4.5", "A"}};
  EXPECT_NE(render("{subject.serialNumber}", a), render("{subject.serialNumber}", b));
}

TEST(CertificateTemplateTest, AMissingOrAmbiguousValueNamesNobody) {
  EXPECT_EQ(render("{uri}"), "certificate.no_identifier");
  EXPECT_EQ(render("{subject.O}"), "certificate.no_identifier");
  auto two = facts();
  two.upn.push_back("root@ad.city.test");
  EXPECT_EQ(render("{upn}", two), "certificate.no_identifier");
  two = facts();
  two.subject.push_back({"2.5.4.5", "S-2"});
  EXPECT_EQ(render("{subject.serialNumber}", two), "certificate.no_identifier");
  two.subject = {{"2.5.4.5", ""}};
  EXPECT_EQ(render("{subject.serialNumber}", two), "certificate.no_identifier");
}

TEST(CertificateTemplateTest, ATemplateSaysSomethingAndNothingElse) {
  for (const auto* bad : {"", "plain", "::", "{nothing}", "{subject.nothing}", "{upn", "{upn}x",
                          "{upn}{email}", "{}", "{subject.}"}) {
    EXPECT_EQ(render(bad), "template.malformed") << bad;
  }
}

TEST(CertificateTemplateTest, SomeNameOneCertificateOnly) {
  EXPECT_FALSE(CertificateTemplate::parse("{upn}")->names_one_certificate());
  EXPECT_TRUE(CertificateTemplate::parse("{issuer}|{serial}")->names_one_certificate());
  EXPECT_TRUE(CertificateTemplate::parse("{key}")->names_one_certificate());
}

}  // namespace
}  // namespace tessera::authn
