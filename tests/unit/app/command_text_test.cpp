// What the command line writes: plans, files, YAML, refusals, completion.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "app/commands/command_tree.hpp"
#include "app/commands/configuration_files.hpp"
#include "app/commands/configuration_text.hpp"
#include "app/commands/refusal_text.hpp"
#include "app/commands/yaml_text.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

TEST(PlanText, SaysWhatChangesAndWhoseItIs) {
  const auto changes = json::parse(R"([
    {"action":"create","kind":"role","key":"clerk","fields":[{"name":"title","before":null,"after":"Clerk","taken_from":[]}],"conflicts":[],"released":[],"note":""},
    {"action":"update","kind":"unit","key":"tax","fields":[{"name":"name","before":"A","after":"B","taken_from":["land"]}],"conflicts":[],"released":["parent"],"note":""},
    {"action":"blocked","kind":"client","key":"p","fields":[],"conflicts":[{"name":"owner","owner":"","live":"X","wanted":"Y"},{"name":"name","owner":"land","live":"L","wanted":"M"}],"released":[],"note":""},
    {"action":"none","kind":"role","key":"same","fields":[],"conflicts":[],"released":[],"note":""},
    {"action":"none","kind":"role","key":"old","fields":[],"conflicts":[],"released":[],"note":"left_over"}])")
                           .as_array();
  EXPECT_EQ(render_plan(changes),
            "role clerk: create\n"
            "  + title = \"Clerk\"\n"
            "unit tax: change\n"
            "  ~ name: \"A\" -> \"B\"  (taken from land)\n"
            "  # no longer owned, left as they are: parent\n"
            "client p: CONFLICT\n"
            "  ! owner: is \"X\", wanted \"Y\"; changed by hand since it was applied\n"
            "  ! name: is \"L\", wanted \"M\"; owned by manager \"land\"\n"
            "role old: leave\n"
            "  # no file names it any more; --prune removes it\n"
            "plan: 1 to create, 1 to change, 1 in conflict, 1 left over\n");
  EXPECT_EQ(render_plan({}), "plan: nothing to do\n");
  EXPECT_FALSE(count_changes({}).anything());
}

// What is exported is what is read.
TEST(PlanText, AFileThatIsWrittenIsReadAsTheSame) {
  const auto fields =
      json::parse(
          R"({"title":"A \"quoted\"\u0001\u007f\nline \\ ümlaut","permissions":["a.b","c.d"],
          "prerequisites":["course:x"],"parents":[],"approvals":3,"delegable":true})")
          .as_object();
  const auto text = toml_document(managed::Kind::role, "clerk", "", fields);
  ConfigurationFiles files;
  read_configuration_text(text, "x.toml", files);
  ASSERT_TRUE(files.problems.empty()) << files.problems.front() << text;
  auto expected = fields;
  expected.erase("parents");  // a new role has none
  EXPECT_EQ(files.documents.at(0).fields, expected);
}

TEST(YamlText, NothingIsReadAsSomethingElse) {
  const auto value = json::parse(
      R"({"plain":"clerk","flag":"no","number":"12","empty":"","colon":"a: b","lines":"a\nb",
          "none":null,"count":3,"yes":true,"list":["x","null"],"object":{},"items":[],"date":"2026-01-01"})");
  EXPECT_EQ(
      render_yaml(value),
      "plain: clerk\nflag: \"no\"\nnumber: \"12\"\nempty: \"\"\ncolon: \"a: b\"\nlines: \"a\\nb\"\n"
      "none: null\ncount: 3\n\"yes\": true\nlist:\n- x\n- \"null\"\nobject: {}\nitems: []\n"
      "date: \"2026-01-01\"\n");
}

TEST(RefusalText, SaysWhatToDoNext) {
  const auto text = refusal_text(
      412, R"({"id":"role.changed","title":"Somebody else changed it.","trace_id":"abc",
               "errors":[{"pointer":"/title","id":"required","detail":""}]})");
  EXPECT_THAT(text, HasSubstr("refused (412, role.changed): Somebody else changed it."));
  EXPECT_THAT(text, HasSubstr("  /title: required"));
  EXPECT_THAT(text, HasSubstr("--if-match"));
  EXPECT_THAT(text, HasSubstr("trace id: abc"));
  EXPECT_THAT(refusal_text(403, R"({"id":"access.approval"})"), HasSubstr("others have to agree"));
  EXPECT_THAT(refusal_text(502, "<html>"), HasSubstr("refused (502)"));
  EXPECT_EQ(exit_code_of(204), kOk);
  EXPECT_EQ(exit_code_of(401), kNotAllowed);
  EXPECT_EQ(exit_code_of(403), kNotAllowed);
  EXPECT_EQ(exit_code_of(404), kNotFound);
  EXPECT_EQ(exit_code_of(409), kConflict);
  EXPECT_EQ(exit_code_of(412), kConflict);
  EXPECT_EQ(exit_code_of(500), kFailed);
}

TEST(CommandTree, OtherShellsHaveNoScript) {
  EXPECT_EQ(render_completion({.name = "tessera"}, "tcsh"), "");
}

TEST(CommandTree, AQuoteInAWordStaysAWord) {
  const CommandNode root{
      .name = "tessera",
      .help = "",
      .words = "",
      .options = {},
      .children = {
          {.name = "it", .help = "it's; $(rm)", .words = "", .options = {}, .children = {}}}};
  EXPECT_THAT(render_completion(root, "fish"), HasSubstr(R"('it'\''s; $(rm)')"));
  EXPECT_THAT(render_reference(root), HasSubstr("### `tessera it`"));
}

}  // namespace
}  // namespace tessera::app
