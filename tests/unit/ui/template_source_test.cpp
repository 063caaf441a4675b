#include <gtest/gtest.h>
#include <boost/json/array.hpp>

#include <tessera/ui/page.hpp>

#include "ui/mustache.hpp"
#include "ui/template_source.hpp"

namespace tessera::ui {
namespace {

std::string_view partial(std::string_view name) {
  if (name == "a") return "<a>{{> b}}</a>";
  if (name == "b") return "{{x}}";
  if (name == "loop") return "{{> loop}}";
  return {};
}

std::string text(std::string_view id) {
  return id == "greet" ? "Hi {name} <now> & {{odd}} {Not}" : std::string(id);
}

std::string render(const std::string& source, const Data& data) {
  return Template(expand_texts(guard_urls(source), text, Escape::html), Escape::html)
      .render(data, text);
}

TEST(TemplateSource, TextsAreDataAndTheirPlaceholdersValues) {
  EXPECT_EQ(text_as_template("{name}: <b> \"{a.b}\"", Escape::html),
            "{{name}}: &lt;b&gt; &quot;{{a.b}}&quot;");
  EXPECT_EQ(text_as_template("a { b {} {X}", Escape::none), "a  b } X}");
  EXPECT_EQ(text_as_template("{{{x}}}", Escape::none), "{{x}}}}");
}

TEST(TemplateSource, PartialsAreExpandedButNotForEver) {
  EXPECT_EQ(expand_partials("1{{> a}}2{{>b}}", partial), "1<a>{{x}}</a>2{{x}}");
  EXPECT_THROW(static_cast<void>(expand_partials("{{> loop}}", partial)), std::runtime_error);
  EXPECT_THROW(static_cast<void>(expand_partials("{{> none}}", partial)), std::runtime_error);
}

TEST(TemplateSource, FindsTheTitle) {
  EXPECT_EQ(title_of("x<h1 class=\"y\">\n {{#t}}a.b{{/t}} <span>z</span></h1>"),
            "{{#t}}a.b{{/t}} z");
  EXPECT_EQ(title_of("{{! title: a.b }}<h1>no</h1>"), "{{#t}}a.b{{/t}}");
  EXPECT_EQ(title_of("<p>nothing</p>"), "");
}

TEST(TemplateSource, GuardsOnlyUrlsThatBeginWithAValue) {
  EXPECT_EQ(guard_urls(R"(<a href="{{x}}">)"), R"(<a href="{{#_url}}x{{/_url}}">)");
  EXPECT_EQ(guard_urls(R"(<a href="/p/{{x}}">)"), R"(<a href="/p/{{x}}">)");
  EXPECT_THROW(static_cast<void>(guard_urls(R"(<a href="{{#x}}/{{/x}}">)")), std::runtime_error);
}

TEST(Template, EmptyStringsAndNullsAreFalse) {
  EXPECT_EQ(render("{{#a}}A{{/a}}{{^b}}B{{/b}}{{#c}}C{{/c}}{{#d}}D{{/d}}",
                   {{"a", ""}, {"b", nullptr}, {"c", 0}, {"d", false}}),
            "BC");
}

TEST(Template, FillsTextsKnownOnlyNow) {
  EXPECT_EQ(render("{{#tv}}id{{/tv}}", {{"id", "greet"}, {"name", "<x>"}}),
            "Hi &lt;x&gt; &lt;now&gt; &amp; } Not}");
}

TEST(Template, TextsAndAddressesAreFoundWhereTheirValuesAre) {
  EXPECT_EQ(
      render("{{#list}}<{{#tv}}id{{/tv}}>{{/list}}",
             {{"id", "greet"},
              {"name", "x"},
              {"list", {{{"id", "plain"}}, {{"id", ""}}, {{"other", 1}}, {{"id", nullptr}}}}}),
      "<" + text("plain") + "><><" + render("{{#tv}}id{{/tv}}", {{"id", "greet"}, {"name", "x"}}) +
          "><>");
  EXPECT_EQ(render("{{#tv}}error.scan{{/tv}}", {{"error", {{"scan", "plain"}}}}), text("plain"));
  const auto link = [](const boost::json::object& data) {
    return render(R"({{#in}}<a href="{{x}}">{{/in}})", data);
  };
  EXPECT_EQ(link({{"in", {{"x", "/a?b&c"}}}}), R"(<a href="/a?b&amp;c">)");
  EXPECT_EQ(link({{"in", true}, {"x", "/outer"}}), R"(<a href="/outer">)");
  EXPECT_EQ(link({{"in", {{"x", ""}}}, {"x", "/outer"}}), R"(<a href="#">)");
  EXPECT_EQ(link({{"in", true}}), R"(<a href="#">)");
  EXPECT_EQ(link({{"in", {{"x", "javascript:alert(1)"}}}}), R"(<a href="#">)");
}

TEST(Template, ListsAndNestedObjects) {
  EXPECT_EQ(render("{{#l}}{{.}},{{/l}}{{#o}}{{a}}{{/o}}{{o.a}}",
                   {{"l", boost::json::array{"x", 2, true}}, {"o", Data{{"a", "y"}}}}),
            "x,2,,yy");
}

TEST(Template, NamesItsMistake) {
  EXPECT_THROW(Template("{{#a}}", Escape::html), std::runtime_error);
}

}  // namespace
}  // namespace tessera::ui
