// RFC 7644 3.4.2.2: the grammar, what it means, and what is refused.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include <tessera/codec/scim_filter.hpp>

namespace tessera::codec {
namespace {

boost::json::object person() {
  return boost::json::parse(R"({
      "id": "2819c223", "externalId": "HR-7", "userName": "Ada@example.gov", "active": true,
      "name": {"familyName": "O'Malley", "givenName": "Ada"},
      "emails": [{"type": "work", "value": "ada@example.gov", "primary": true},
                 {"type": "home", "value": "ada@home.example"}],
      "meta": {"lastModified": "2026-05-13T04:42:34Z"}, "count": 3, "nothing": null,
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
          {"employeeNumber": "701984", "department": "Tour"}})")
      .as_object();
}

bool holds(std::string_view text) {
  const auto filter = parse_scim_filter(text);
  EXPECT_TRUE(filter) << text;
  return filter && matches(*filter, person());
}

TEST(ScimFilter, Operators) {
  EXPECT_TRUE(holds(R"(userName eq "ada@EXAMPLE.gov")")) << "no regard to case";
  EXPECT_FALSE(holds(R"(id eq "2819C223")")) << "ids are exact";
  EXPECT_TRUE(holds(R"(userName ne "b")"));
  EXPECT_TRUE(holds(R"(name.familyName co "malley")"));
  EXPECT_TRUE(holds(R"(userName sw "ada@")"));
  EXPECT_TRUE(holds(R"(userName ew ".GOV")"));
  EXPECT_TRUE(holds("title pr") == false && holds("name pr") && holds("emails pr"));
  EXPECT_FALSE(holds("nothing pr"));
  EXPECT_TRUE(holds(R"(meta.lastModified gt "2026-05-13T04:42:33Z")"));
  EXPECT_TRUE(holds(R"(meta.lastModified le "2026-05-13T04:42:34Z")"));
  EXPECT_TRUE(holds("count ge 3") && holds("count lt 4") && !holds("count gt 3"));
  EXPECT_TRUE(holds("active eq true") && holds(R"(active eq "True")"));
  EXPECT_FALSE(holds("active eq false"));
}

TEST(ScimFilter, JoinedAndNegated) {
  EXPECT_TRUE(holds(R"(active eq true and (userName sw "b" or emails co "home.example"))"));
  EXPECT_TRUE(holds(R"(userName sw "b" or active eq true and count eq 3)")) << "and before or";
  EXPECT_TRUE(holds(R"(not (userName sw "b"))"));
  EXPECT_TRUE(holds(R"(NOT (active EQ false) AND count PR)"));
}

TEST(ScimFilter, ValuesOfOneAttribute) {
  EXPECT_TRUE(holds(R"(emails[type eq "work" and value co "@example.gov"])"));
  EXPECT_FALSE(holds(R"(emails[type eq "work" and value co "home"])")) << "of the same value";
  EXPECT_TRUE(holds(R"(emails.type eq "home")"));
  EXPECT_TRUE(holds(
      R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "701984")"));
  EXPECT_TRUE(holds(R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ada")"));
  EXPECT_FALSE(holds("urn:example:unknown:2.0:User:userName pr")) << "of a schema that is absent";
}

TEST(ScimFilter, WhatIsNoFilter) {
  for (const auto* text :
       {"", " ", "userName", "userName eq", R"(userName eq "a)", R"(userName is "a")",
        R"((userName eq "a")", R"(userName eq "a" and)", "userName eq {}", "userName eq [1]",
        R"(emails[type eq "work")", "name. pr", "a.b.c pr", "1a pr", R"(userName eq "a" x)",
        R"(userName eq 'a')", "not userName pr"})
    EXPECT_FALSE(parse_scim_filter(text)) << text;
  EXPECT_FALSE(parse_scim_filter("a eq \"" + std::string(kLongestScimFilter, 'x') + "\""));
  EXPECT_FALSE(parse_scim_filter(std::string(200, '(') + "a pr" + std::string(200, ')')));
}

TEST(ScimPath, WhereAPatchActs) {
  const auto path = parse_scim_path(R"(members[value eq "2819"].display)");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->attribute.name, "members");
  EXPECT_EQ(path->attribute.sub, "display");
  ASSERT_TRUE(path->values);
  EXPECT_TRUE(matches_value(*path->values, boost::json::object{{"value", "2819"}}));
  EXPECT_FALSE(matches_value(*path->values, boost::json::object{{"value", "2820"}}));
  const auto extension =
      parse_scim_path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department");
  ASSERT_TRUE(extension);
  EXPECT_EQ(extension->attribute.schema,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User");
  EXPECT_EQ(extension->attribute.name, "department");
  for (const auto* text : {"", "members[", "members[]", "members[value eq 1", "a b", "name.a.b",
                           R"(name.x[value eq 1])"})
    EXPECT_FALSE(parse_scim_path(text)) << text;
}

TEST(ScimFilter, TheOneThatIsMeant) {
  const auto filter = parse_scim_filter(R"(active eq true and username eq "ada")");
  ASSERT_TRUE(filter);
  const auto* equality = find_scim_equality(*filter, "userName");
  ASSERT_NE(equality, nullptr);
  EXPECT_EQ(equality->value.as_string(), "ada");
  const auto mail = parse_scim_filter(R"(emails.value eq "ada@example.gov")");
  ASSERT_TRUE(mail);
  EXPECT_NE(find_scim_equality(*mail, "emails", "value"), nullptr);
  EXPECT_EQ(find_scim_equality(*mail, "emails", "type"), nullptr);
  const auto either = parse_scim_filter(R"(active eq true or userName eq "ada")");
  EXPECT_EQ(find_scim_equality(*either, "userName"), nullptr);
}

}  // namespace
}  // namespace tessera::codec
