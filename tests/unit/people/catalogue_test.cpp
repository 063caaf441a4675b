#include <gtest/gtest.h>

#include <tessera/people/catalogue.hpp>

namespace tessera::people {
namespace {

TEST(Catalogue, HoldsEveryStandardClaim) {  // OpenID Connect Core 5.1
  const auto& catalogue = Catalogue::standard();
  for (const auto* claim :
       {"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "profile", "picture", "website", "email", "email_verified", "gender", "birthdate",
        "zoneinfo", "locale", "phone_number", "phone_number_verified", "address", "updated_at"}) {
    ASSERT_NE(catalogue.find_claim(claim), nullptr) << claim;
  }
  EXPECT_EQ(catalogue.find_claim(""), nullptr);
  EXPECT_EQ(catalogue.of_scope("profile").size(), 14u);
  EXPECT_EQ(catalogue.of_scope("email").size(), 2u);
  EXPECT_EQ(catalogue.of_scope("phone").size(), 2u);
  EXPECT_EQ(catalogue.of_scope("address").size(), 1u);
  EXPECT_TRUE(catalogue.of_scope("").empty());
}

TEST(Catalogue, KeepsNumbersRestrictedAndOutOfScopes) {
  for (const auto* name : {"document_number", "document_type", "national_id"}) {
    const auto* spec = Catalogue::standard().find(name);
    ASSERT_NE(spec, nullptr);
    EXPECT_EQ(spec->data_class, DataClass::restricted);
    EXPECT_TRUE(spec->scope.empty()) << "asked for by name only";
  }
  EXPECT_TRUE(Catalogue::standard().find("document_number")->claim.empty());
}

std::string entry_without(std::string_view label) {
  std::string out = R"({"attributes": [{)";
  for (const std::string_view member :
       {R"("name": "a")", R"("type": "text")", R"("class": "personal")", R"("owner": "person")",
        R"("retention_days": 1)", R"("claim": "")", R"("scope": "")",
        R"("verification": "none")"}) {
    if (member.starts_with("\"" + std::string(label) + "\"")) continue;
    if (out.back() != '{') out += ',';
    out += member;
  }
  return out + "}]}";
}

TEST(Catalogue, RefusesAnUnlabelledAttribute) {
  EXPECT_NO_THROW((void)Catalogue::parse(entry_without("nothing")));
  for (const auto* label :
       {"name", "type", "class", "owner", "retention_days", "claim", "scope", "verification"}) {
    EXPECT_THROW((void)Catalogue::parse(entry_without(label)), std::runtime_error) << label;
  }
}

TEST(Catalogue, RefusesUnknownWordsAndRepeats) {
  EXPECT_THROW(
      (void)Catalogue::parse(R"({"attributes": [{"name": "a", "type": "text", "class": "secret",
      "owner": "p", "retention_days": 0, "claim": "", "scope": "", "verification": "none"}]})"),
      std::runtime_error);
  EXPECT_THROW(
      (void)Catalogue::parse(R"({"attributes": [{"name": "a", "type": "text", "class": "open",
      "owner": "p", "retention_days": 0, "claim": "", "scope": "", "verification": "none", "x": 1}]})"),
      std::runtime_error);
  const std::string one = entry_without("nothing");
  const auto body = one.substr(one.find("[{") + 1, one.rfind(']') - one.find("[{") - 1);
  EXPECT_THROW((void)Catalogue::parse("{\"attributes\": [" + body + "," + body + "]}"),
               std::runtime_error);
}

struct Case {
  const char* name;
  const char* value;
  const char* error;  // "" if it is taken
};

TEST(CheckValue, ByType) {
  for (const auto& [name, value, error] :
       {Case{"birthdate", "1985-02-28", ""},
        Case{"birthdate", "1985", ""},
        Case{"birthdate", "1985-02-29", "attribute.date"},
        Case{"birthdate", "1985-2-9", "attribute.date"},
        Case{"birthdate", "85-02-28xx", "attribute.date"},
        Case{"email", "ana@example.org", ""},
        Case{"email", "ana@example", "attribute.email"},
        Case{"email", "a@b@example.org", "attribute.email"},
        Case{"email", "ana example@example.org", "attribute.email"},
        Case{"email", "ana@example.org\nBcc: x@example.org", "attribute.email"},
        Case{"phone_number", "+49 30 123456", ""},
        Case{"phone_number", "030123456", "attribute.phone"},
        Case{"website", "https://example.org/x", ""},
        Case{"website", "javascript:alert(1)", "attribute.url"},
        Case{"website", "https://a@example.org", "attribute.url"},
        Case{"locale", "de-DE", ""},
        Case{"locale", "de DE", "attribute.locale"},
        Case{"zoneinfo", "Europe/Berlin", ""},
        Case{"zoneinfo", "/etc/passwd", "attribute.zoneinfo"},
        Case{"address", R"({"locality":"Bonn","country":"DE"})", ""},
        Case{"address", R"({"planet":"Mars"})", "attribute.address"},
        Case{"address", R"({"locality":7})", "attribute.address"},
        Case{"address", "Bonn", "attribute.address"},
        Case{"name", "  ", "attribute.empty"},
        Case{"name", "a\x01", "attribute.malformed"},
        Case{"name", "\xC3\x28", "attribute.malformed"}}) {
    const auto checked = check_value(*Catalogue::standard().find(name), value);
    EXPECT_EQ(checked ? "" : checked.error().id, error) << name << ": " << value;
  }
}

TEST(CheckValue, TrimsAndComposes) {
  const auto* name = Catalogue::standard().find("name");
  EXPECT_EQ(check_value(*name, "  Zoe\xCC\x88 ").value(), "Zo\xC3\xAB");  // NFC
  EXPECT_EQ(check_value(*name, std::string(201, 'x')).error().id, "attribute.too_long");
}

}  // namespace
}  // namespace tessera::people
