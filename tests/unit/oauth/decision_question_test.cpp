// Questions of portals: AuthZEN Authorization API 1.0, sections 5 to 7.
#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/decision_point.hpp>

#include "oauth/decisions/question.hpp"

namespace tessera::oauth {
namespace {

boost::json::object object(std::string_view text) {
  const auto parsed = codec::parse_json_object(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(boost::json::object{});
}

std::string error(std::string_view text) {
  const auto question = read_question(object(text));
  return question ? "" : question.error().text;
}

constexpr auto kGood = R"({"subject":{"type":"user","id":"alice"},"action":{"name":"read"},)"
                       R"("resource":{"type":"record","id":"record-1"}})";

// AuthZEN 6.1.
TEST(DecisionQuestion, IsSubjectActionAndResource) {
  const auto question = read_question(object(kGood));
  ASSERT_TRUE(question);
  EXPECT_EQ(question->subject_type, "user");
  EXPECT_EQ(question->subject, "alice");
  EXPECT_EQ(question->action, "read");
  EXPECT_EQ(question->resource_type, "record");
  EXPECT_EQ(question->resource, "record-1");
  EXPECT_TRUE(question->sid.empty() && question->acr.empty() && !question->unit);
}

// AuthZEN 10.1.1: unknown members are ignored.
TEST(DecisionQuestion, TakesPropertiesAndContextAndIgnoresTheRest) {
  const auto question = read_question(object(
      R"({"subject":{"type":"user","id":"a","properties":{"role":"x"},"more":1},)"
      R"("action":{"name":"read","properties":{"method":"GET"}},)"
      R"("resource":{"type":"record","id":"r","properties":{"owner":"a","n":1,)"
      R"("unit":"00000000-0000-4000-8000-000000000001"}},)"
      R"("context":{"sid":"s","acr":"high","time":"x","deep":{"a":[1]}},"foo":"bar","f":{"n":true}})"));
  ASSERT_TRUE(question) << question.error().text;
  EXPECT_EQ(question->property("owner"), "a");
  EXPECT_EQ(question->property("n"), "") << "no text";
  EXPECT_TRUE(question->unit);
  EXPECT_EQ(question->sid, "s");
  EXPECT_EQ(question->acr, "high");
}

// AuthZEN 10.1.1, 10.1.2.
TEST(DecisionQuestion, NamesWhatIsMissingOrOfTheWrongType) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"action":{"name":"read"},"resource":{"type":"r","id":"1"}})", "subject.type is missing"},
      {R"({"subject":{"type":"user","id":"a"},"resource":{"type":"r","id":"1"}})",
       "action.name is missing"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"read"}})",
       "resource.type is missing"},
      {R"({"subject":{"id":"a"},"action":{"name":"x"},"resource":{"type":"r","id":"1"}})",
       "subject.type is missing"},
      {R"({"subject":{"type":"user"},"action":{"name":"x"},"resource":{"type":"r","id":"1"}})",
       "subject.id is missing"},
      {R"({"subject":{"type":"user","id":"a"},"action":{},"resource":{"type":"r","id":"1"}})",
       "action.name is missing"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"x"},"resource":{"type":"r"}})",
       "resource.id is missing"},
      {R"({"subject":{"type":"user","id":null},"action":{"name":"x"},"resource":{"type":"r","id":"1"}})",
       "subject.id is missing"},
      {R"({"subject":"alice","action":{"name":"x"},"resource":{"type":"r","id":"1"}})",
       "subject is not an object"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":1},"resource":{"type":"r","id":"1"}})",
       "action.name is not a string"},
      {R"({"subject":{"type":"user","id":"a\u0000b"},"action":{"name":"x"},"resource":{"type":"r","id":"1"}})",
       "subject.id has a control character"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"x"},"resource":{"type":"r","id":"1","properties":[]}})",
       "resource.properties is not an object"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"x"},"resource":{"type":"r","id":"1","properties":{"unit":"x"}}})",
       "resource.properties.unit is not a unit"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"x"},"resource":{"type":"r","id":"1"},"context":{"sid":1}})",
       "context.sid is not a short string"},
      {R"({"subject":{"type":"user","id":"a"},"action":{"name":"x"},"resource":{"type":"r","id":"1"},"context":7})",
       "context is not an object"}};
  for (const auto& [text, message] : wrong) EXPECT_EQ(error(text), message) << text;
}

// A party that is named in a way that is not understood never counts as none.
TEST(DecisionQuestion, PartiesAreNamedByText) {
  auto request = object(kGood);
  const auto with = [&](boost::json::object properties) {
    request["resource"].as_object()["properties"] = std::move(properties);
    const auto question = read_question(request);
    return question ? "" : question.error().text;
  };
  EXPECT_EQ(with({{"person", "s"}, {"assignee", nullptr}, {"owner", 7}}), "");
  EXPECT_EQ(with({{"person", 7}}), "resource.properties.person is not a short string");
  EXPECT_EQ(with({{"assignee", {"a"}}}), "resource.properties.assignee is not a short string");
  EXPECT_EQ(with({{"assignee", std::string(1001, 'x')}}),
            "resource.properties.assignee is not a short string");
  boost::json::object many;
  for (int i = 0; i < 101; ++i) many["p" + std::to_string(i)] = "x";
  EXPECT_EQ(with(many), "resource.properties has too many members");
}

TEST(DecisionQuestion, IsBounded) {
  auto request = object(kGood);
  request["subject"].as_object()["id"] = std::string(1001, 'x');
  EXPECT_FALSE(read_question(request));
  request = object(kGood);
  request["action"].as_object()["name"] = std::string(101, 'x');
  EXPECT_FALSE(read_question(request));
}

// AuthZEN 7.1, 7.1.1: what an evaluation leaves out comes from the top, entity by entity.
TEST(DecisionQuestions, TakeDefaultsFromTheTop) {
  const auto questions = read_questions(object(
      R"({"subject":{"type":"user","id":"alice"},"action":{"name":"read"},)"
      R"("resource":{"type":"record","id":"r0","properties":{"owner":"alice"}},"context":{"acr":"low"},)"
      R"("evaluations":[{},{"action":{"name":"write"}},)"
      R"({"resource":{"id":"r2"},"context":{"sid":"s"}},{"subject":{"type":"user","id":"bob"}}]})"));
  ASSERT_TRUE(questions && *questions);
  const auto& all = (*questions)->all;
  ASSERT_EQ(all.size(), 4u);
  for (const auto& one : all) ASSERT_TRUE(one) << one.error().text;
  EXPECT_EQ(all[0]->resource, "r0");
  EXPECT_EQ(all[0]->acr, "low");
  EXPECT_EQ(all[1]->action, "write");
  EXPECT_EQ(all[2]->resource_type, "record") << "a required key falls back";
  EXPECT_EQ(all[2]->resource, "r2");
  EXPECT_EQ(all[2]->property("owner"), "") << "the rest does not";
  EXPECT_EQ(all[2]->acr, "");
  EXPECT_EQ(all[2]->sid, "s");
  EXPECT_EQ(all[3]->subject, "bob");
}

// AuthZEN 7.2.1.
TEST(DecisionQuestions, OneThatIsWrongSpoilsNoOther) {
  const auto questions = read_questions(object(
      R"({"subject":{"type":"user","id":"alice"},"action":{"name":"read"},)"
      R"("evaluations":[{"resource":{"type":"r","id":"1"}},{},7,{"resource":{"type":"r","id":1}}]})"));
  ASSERT_TRUE(questions && *questions);
  const auto& all = (*questions)->all;
  ASSERT_EQ(all.size(), 4u);
  EXPECT_TRUE(all[0]);
  EXPECT_FALSE(all[1] || all[2] || all[3]);
}

TEST(DecisionQuestions, WithoutEvaluationsItIsASingleOne) {
  const auto none = read_questions(object(kGood));
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  const auto empty = read_questions(object(R"({"evaluations":[]})"));
  ASSERT_TRUE(empty);
  EXPECT_FALSE(*empty);
}

TEST(DecisionQuestions, TheWholePayloadMayBeWrong) {
  for (const auto* text :
       {R"({"evaluations":{}})", R"({"subject":"alice","evaluations":[{}]})",
        R"({"evaluations":[{}],"options":1})",
        R"({"evaluations":[{}],"options":{"evaluations_semantic":"sometimes"}})"}) {
    EXPECT_FALSE(read_questions(object(text))) << text;
  }
  boost::json::object many{{"evaluations", boost::json::array(kMostEvaluations + 1)}};
  EXPECT_FALSE(read_questions(many));
  many["evaluations"] = boost::json::array(kMostEvaluations);
  EXPECT_TRUE(read_questions(many));
}

// AuthZEN 7.1.2.1.
TEST(DecisionQuestions, KnowTheThreeSemantics) {
  const auto semantic = [](const std::string& options) {
    return (**read_questions(object(R"({"evaluations":[{}])" + options + "}"))).semantic;
  };
  EXPECT_EQ(semantic(""), Semantic::execute_all);
  EXPECT_EQ(semantic(R"(,"options":{"more":1})"), Semantic::execute_all);
  EXPECT_EQ(semantic(R"(,"options":{"evaluations_semantic":"execute_all"})"),
            Semantic::execute_all);
  EXPECT_EQ(semantic(R"(,"options":{"evaluations_semantic":"deny_on_first_deny"})"),
            Semantic::deny_on_first_deny);
  EXPECT_EQ(semantic(R"(,"options":{"evaluations_semantic":"permit_on_first_permit"})"),
            Semantic::permit_on_first_permit);
}

}  // namespace
}  // namespace tessera::oauth
