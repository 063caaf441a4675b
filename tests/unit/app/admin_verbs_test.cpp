#include "app/commands/admin_verbs.hpp"
#include "app/commands/admin_client.hpp"
#include "app/commands/table_text.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>

namespace tessera::app {
namespace {

AdminCall call(std::string_view noun, std::string_view verb, const std::vector<std::string>& words,
               const std::optional<boost::json::object>& file = {}) {
  return make_admin_call(*find_admin_verb(noun, verb), words, file).value_or(AdminCall{});
}

TEST(AdminVerbs, EachNounIsACommand) {
  for (const auto& verb : admin_verbs()) {
    EXPECT_TRUE(std::ranges::any_of(admin_nouns(), [&](const auto& noun) {
      return noun.first == verb.noun;
    })) << verb.noun;
  }
}

TEST(AdminVerbs, WordsBecomeCalls) {
  EXPECT_EQ(call("client", "list", {"search=parking permits"}).target,
            "/api/admin/v1/clients?search=parking%20permits");
  EXPECT_EQ(call("person", "get", {"a/b"}).target, "/api/admin/v1/people/a%2Fb");
  const auto grant =
      call("role-grant", "create", {"person=p", "role=registrar", "reason=new post"});
  EXPECT_EQ(grant.method, "POST");
  EXPECT_EQ(grant.body, R"({"person":"p","role":"registrar","reason":"new post"})");
  EXPECT_EQ(call("role", "create", {"name=x", "permissions=a.b,c.d"}).body,
            R"({"name":"x","permissions":["a.b","c.d"]})");
  EXPECT_EQ(call("client", "approve", {"id", "checked"}).body,
            R"({"status":"approved","reason":"checked"})");
  EXPECT_EQ(call("client", "create", {"name=y"},
                 boost::json::object{{"name", "x"}, {"roles_claim", true}})
                .body,
            R"({"name":"y","roles_claim":true})");
  const auto invitation = call("scim", "invite", {"c/1", "r", "2030-01-01"});
  EXPECT_EQ(invitation.target, "/api/admin/v1/clients/c%2F1/scim/users/r/invitation");
  EXPECT_EQ(invitation.body, R"({"ends":"2030-01-01"})");
  EXPECT_FALSE(make_admin_call(*find_admin_verb("scim", "link"), {"c"}, {}));
  EXPECT_EQ(call("explain", "", {"p", "client.read"}).target,
            "/api/admin/v1/explain?person=p&permission=client.read");
}

TEST(AdminVerbs, TooFewOrTooManyWordsAreRefused) {
  EXPECT_FALSE(make_admin_call(*find_admin_verb("person", "get"), {}, {}));
  EXPECT_FALSE(make_admin_call(*find_admin_verb("person", "get"), {"id", "another"}, {}));
  EXPECT_EQ(find_admin_verb("person", "destroy"), nullptr);
}

constexpr const char* kWide =
    R"({"items":[{"id":"0198-aaaa","name":"Ministry of finance","unit":"Tax office","state":"active"}]})";

TEST(AdminVerbs, ATableFitsTheTerminalAndKeepsItsIds) {
  EXPECT_EQ(render_table(kWide, 45),
            "id         name            unit        state\n"
            "0198-aaaa  Ministry of f\u2026  Tax office  active\n");
  EXPECT_EQ(render_table(kWide, 32),
            "id         name      unit\n"
            "0198-aaaa  Ministr\u2026  Tax off\u2026\n"
            "(no room for state; --wide shows all)\n");
  EXPECT_EQ(render_table(kWide, 4),
            "id\n0198-aaaa\n(no room for name, unit, state; --wide shows all)\n");
  EXPECT_EQ(render_table(kWide), render_table(kWide, 200)) << "nothing is cut without need";
}

TEST(AdminVerbs, WidthsAreOfCharacters) {
  EXPECT_EQ(render_table(R"({"items":[{"id":"1","name":"Gr\u00fc\u00dfe","x":"a"},)"
                         R"({"id":"2","name":"abcde","x":"b"}]})"),
            "id  name   x\n1   Gr\u00fc\u00dfe  a\n2   abcde  b\n");
}

TEST(AdminVerbs, NoValueSteersTheTerminal) {
  EXPECT_EQ(render_table(R"({"items":[{"id":"1","agent":"\u001b[2J\u009b1m\u007fx"}]})"),
            "id  agent\n1   ?[2J?1m?x\n");
  EXPECT_EQ(render_table(R"({"reason":"a\nb"})"), "reason: a?b\n");
}

TEST(AdminVerbs, ListsBecomeTables) {
  EXPECT_EQ(
      render_table(
          R"({"items":[{"id":"1","name":"Tax","parent":null},{"id":"22","name":"X","parent":"1"}]})"),
      "id  name  parent\n1   Tax   -\n22  X     1\n");
  EXPECT_EQ(render_table(R"({"items":[{"id":"1","registration":{"name":"Portal"},"event":{}}]})"),
            "id  registration\n1   Portal\n");
  EXPECT_EQ(render_table(R"({"items":[]})"), "none\n");
  EXPECT_EQ(render_table(R"({"allowed":true,"path":["a","b"]})"), "allowed: true\npath: a,b\n");
}

}  // namespace
}  // namespace tessera::app
