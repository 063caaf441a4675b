// What an apply would do: order, ownership, removal, and every kind of wrong document.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include <tessera/access/decision.hpp>
#include <tessera/managed/plan.hpp>

namespace tessera::managed {
namespace {

const std::string kRootId = to_string(access::kRootUnit);
const std::string kTaxId = "11111111-1111-4111-8111-111111111111";
const std::string kPortalId = "22222222-2222-4222-8222-222222222222";

Fields read(const std::string& text) {
  return boost::json::parse(text).as_object();
}
Document role(const std::string& key, const std::string& fields) {
  return {.kind = Kind::role, .key = key, .object = {}, .fields = read(fields)};
}
Live live_role(const std::string& name, const std::string& title,
               const std::vector<std::string>& parents = {}, bool builtin = false) {
  return live_of(access::Role{
      .name = name, .title = title, .builtin = builtin, .parents = parents, .version = 4});
}
Record owned(Kind kind, const std::string& key, const std::string& object,
             const std::string& fields, bool made = true, const std::string& manager = "city") {
  return {.manager = manager,
          .kind = kind,
          .key = key,
          .object = object,
          .made = made,
          .fields = read(fields),
          .version = 2};
}

std::string told(const Result<std::vector<Change>>& plan) {
  std::string out;
  if (!plan) {
    for (const auto& field : plan.error().fields) out += field.field + ' ' + field.id + ';';
    return out;
  }
  for (const auto& change : *plan) {
    out += std::string(to_string(change.action)) + ' ' + std::string(to_string(change.kind)) + ' ' +
           change.key + (change.note.empty() ? "" : " (" + change.note + ')') + ';';
  }
  return out;
}
std::string plan_of(std::vector<Document> documents, const State& state = {}, bool prune = false,
                    bool force = false) {
  return told(decide_plan(
      {.manager = "city", .documents = std::move(documents), .prune = prune, .force = force},
      state));
}

TEST(Plan, WhatIsNeededComesFirst) {
  const std::vector<Document> documents{
      {.kind = Kind::client, .key = "portal", .object = {}, .fields = read(R"({"name":"P"})")},
      role("clerk", R"({"title":"C","parents":["base"]})"),
      role("base", R"({"title":"B"})"),
      {.kind = Kind::unit,
       .key = "street",
       .object = {},
       .fields = read(R"({"name":"S","parent":"tax"})")},
      {.kind = Kind::unit,
       .key = "tax",
       .object = {},
       .fields = read(R"({"name":"T","parent":"root"})")}};
  EXPECT_EQ(plan_of(documents),
            "create unit tax;create unit street;create role base;create role clerk;create client "
            "portal;");
}

TEST(Plan, ACycleIsNamedAtEachOfItsDocuments) {
  EXPECT_EQ(plan_of({role("a", R"({"title":"A","parents":["b"]})"),
                     role("b", R"({"title":"B","parents":["c"]})"),
                     role("c", R"({"title":"C","parents":["a"]})")}),
            "/documents/0/fields cycle;/documents/1/fields cycle;/documents/2/fields cycle;");
  const auto plan = decide_plan({.manager = "city",
                                 .documents = {role("x", R"({"title":"X","parents":["a"]})"),
                                               role("a", R"({"title":"A","parents":["b"]})"),
                                               role("b", R"({"title":"B","parents":["c"]})"),
                                               role("c", R"({"title":"C","parents":["a"]})")}},
                                {});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().fields.front().text, "a needs b needs c needs a");
  EXPECT_EQ(plan_of({role("a", R"({"title":"A","parents":["a"]})")}), "/documents/0/fields cycle;");
}

TEST(Plan, WrongDocumentsAreNamed) {
  EXPECT_EQ(plan_of({role("a", R"({"title":1,"colour":"red","permissions":"x","parents":[1]})")}),
            "/documents/0/fields/title not_text;/documents/0/fields/colour unknown;"
            "/documents/0/fields/permissions not_a_list;/documents/0/fields/parents not_text;");
  EXPECT_EQ(plan_of({role("a", R"({"title":"A"})"), role("a", R"({"title":"B"})")}),
            "/documents/1/key duplicate;/documents/1/object duplicate;");
  EXPECT_EQ(plan_of({role("Big", R"({"title":"A"})")}), "/documents/0/key not_a_key;");
  EXPECT_EQ(plan_of({role("a", "{}")}), "/documents/0/fields/title required;");
  EXPECT_EQ(plan_of({{.kind = Kind::unit,
                      .key = "x",
                      .object = {},
                      .fields = read(R"({"name":"X","parent":"no"})")}}),
            "/documents/0/fields/parent unknown_unit;");
  EXPECT_EQ(plan_of({{.kind = Kind::client,
                      .key = "x",
                      .object = kPortalId,
                      .fields = read(R"({"name":"X"})")}}),
            "/documents/0/object unknown;");
  EXPECT_EQ(
      plan_of({{.kind = Kind::client,
                .key = "x",
                .object = {},
                .fields = read(R"({"name":"X","status":"expired","grant_types":7,"nope":1})")}})
          .find("/documents/0/fields/"),
      0U);
  EXPECT_EQ(plan_of(std::vector<Document>(kMostDocuments + 1, role("a", R"({"title":"A"})")))
                .find("/documents/2000 too_many"),
            0U);
}

TEST(Plan, WhatIsThereIsTakenOverAndThenLeftAlone) {
  State state{.live = {live_role("clerk", "C")}, .records = {}};
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"C"})")}, state), "claim role clerk;");
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"D"})")}, state), "update role clerk;");
  state.records = {owned(Kind::role, "clerk", "clerk", R"({"title":"C"})", false)};
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"C"})")}, state), "none role clerk;");
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"C","permissions":[]})")}, state),
            "claim role clerk;");
  state = {.live = {live_role("clerk", "C", {"a", "b"})},
           .records = {owned(Kind::role, "clerk", "clerk", R"({"parents":["b","a"]})")}};
  EXPECT_EQ(plan_of({role("clerk", R"({"parents":["a","b"]})")}, state), "none role clerk;");
}

TEST(Plan, OthersAreNotOverruledUnlessForced) {
  State state{.live = {live_role("clerk", "C")},
              .records = {owned(Kind::role, "clerk", "clerk", R"({"title":"C"})", true, "land")}};
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"D"})")}, state), "blocked role clerk;");
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"D"})")}, state, false, true), "update role clerk;");
  state.records = {owned(Kind::role, "clerk", "clerk", R"({"title":"B"})")};
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"B"})")}, state), "blocked role clerk;")
      << "by hand";
}

TEST(Plan, WhatNeverChangesIsBlocked) {
  State state{.live = {live_role("staff", "S", {}, true)}, .records = {}};
  EXPECT_EQ(plan_of({role("staff", R"({"title":"X"})")}, state, false, true),
            "blocked role staff (fixed);");
  state.live = {
      live_of(access::Unit{.id = *parse_uuid(kTaxId), .parent = access::kRootUnit, .name = "T"}),
      live_of(
          access::Unit{.id = *parse_uuid(kPortalId), .parent = access::kRootUnit, .name = "O"})};
  EXPECT_EQ(plan_of({{.kind = Kind::unit,
                      .key = "tax",
                      .object = kTaxId,
                      .fields = read(R"({"name":"T","parent":")" + kPortalId + "\"}")}},
                    state, false, true),
            "blocked unit tax (parent);");
}

TEST(Plan, OnlyWhatThisManagerMadeIsRemovedAndOnlyOnDemand) {
  State state{
      .live = {live_role("made", "M"), live_role("heir", "H", {"made"}), live_role("found", "F"),
               live_role("shared", "S")},
      .records = {owned(Kind::role, "made", "made", "{}"), owned(Kind::role, "heir", "heir", "{}"),
                  owned(Kind::role, "found", "found", "{}", false),
                  owned(Kind::role, "shared", "shared", "{}"),
                  owned(Kind::role, "shared", "shared", "{}", false, "land"),
                  owned(Kind::role, "lost", "lost", "{}"),
                  owned(Kind::role, "other", "other", "{}", true, "land")}};
  const auto without = plan_of({}, state);
  EXPECT_NE(without.find("none role made (left_over);"), std::string::npos) << without;
  EXPECT_EQ(without.find("remove"), std::string::npos);
  const auto with = plan_of({}, state, true);
  for (const auto* part :
       {"remove role made;", "remove role heir;", "release role found (not_made);",
        "release role shared (shared);", "release role lost (gone);"})
    EXPECT_NE(with.find(part), std::string::npos) << part << " in " << with;
  EXPECT_LT(with.find("remove role heir"), with.find("remove role made")) << "the heir first";
  EXPECT_EQ(with.find("other"), std::string::npos) << "another manager's";
}

TEST(Plan, WhatSomebodyRemovedIsMadeAgain) {
  const State state{.live = {},
                    .records = {owned(Kind::role, "clerk", "clerk", R"({"title":"C"})")}};
  EXPECT_EQ(plan_of({role("clerk", R"({"title":"C"})")}, state), "create role clerk (gone);");
}

TEST(Plan, DriftIsWhatChangedSinceItWasApplied) {
  const State state{
      .live = {live_role("clerk", "by hand")},
      .records = {owned(Kind::role, "clerk", "clerk", R"({"title":"C","parents":[]})"),
                  owned(Kind::role, "lost", "lost", "{}")}};
  const auto drift = find_drift("city", state);
  ASSERT_EQ(drift.size(), 2U);
  ASSERT_EQ(drift[0].fields.size(), 1U);
  EXPECT_EQ(drift[0].fields[0].name, "title");
  EXPECT_EQ(drift[0].fields[0].after, Value("by hand"));
  EXPECT_TRUE(drift[1].gone);
  EXPECT_TRUE(find_drift("land", state).empty());
}

}  // namespace
}  // namespace tessera::managed
