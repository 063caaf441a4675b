#include <gtest/gtest.h>
#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>

#include "ui/mustache.hpp"
#include "ui/template_source.hpp"
#include "ui_templates.hpp"

namespace tessera::ui {
namespace {

std::string id_itself(std::string_view id) {
  return std::string(id);
}

std::string_view partial(std::string_view name) {
  for (const auto& file : embedded::ui_templates()) {
    if (file.path == "partials/" + std::string(name) + ".html") return file.data;
  }
  return {};
}

std::string render(std::string_view component, const Data& data) {
  const auto source = expand_partials("{{#x}}{{> " + std::string(component) + "}}{{/x}}", partial);
  return Template(expand_texts(source, id_itself, Escape::html), Escape::html)
      .render({{"x", data}, {"hint_id", "outer"}}, id_itself);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Components, InputTiesLabelHintAndErrorToTheField) {
  const auto html = render("input", Input{.name = "email",
                                          .label_id = "l.email",
                                          .value = "\"a",
                                          .hint_id = "h",
                                          .error_id = "e",
                                          .type = "email",
                                          .autocomplete = "email"}
                                        .data());
  EXPECT_TRUE(contains(html, R"(for="email">l.email<)"));
  EXPECT_TRUE(contains(
      html, R"(id="email" name="email" type="email" value="&quot;a" autocomplete="email")"));
  EXPECT_TRUE(contains(html, R"(aria-describedby="email-hint email-error")"));
  EXPECT_TRUE(contains(html, R"(id="email-error")"));
  EXPECT_FALSE(contains(html, "<h1"));
}

TEST(Components, PlainInputTakesNothingFromAroundIt) {
  const auto html = render("input", Input{.name = "a", .label_id = "l"}.data());
  EXPECT_FALSE(contains(html, "outer"));
  EXPECT_FALSE(contains(html, "aria-describedby"));
  EXPECT_FALSE(contains(html, "error"));
  EXPECT_FALSE(contains(html, "autocomplete"));
}

TEST(Components, PasswordsAreNeverSentBack) {
  const auto html = render(
      "password_input",
      Input{.name = "p", .label_id = "l", .value = "secret", .autocomplete = "current-password"}
          .data());
  EXPECT_FALSE(contains(html, "secret"));
  EXPECT_TRUE(contains(html, R"(autocomplete="current-password")"));
}

TEST(Components, ChoicesMarkTheSelectedOneAndLinkTheErrorToTheFirst) {
  const Choices choices{.name = "kind",
                        .legend_id = "k",
                        .items = {{.value = "a", .text = "A & B"},
                                  {.value = "b", .text_id = "t.b", .selected = true}},
                        .error_id = "e"};
  for (const auto* component : {"radios", "checkboxes"}) {
    const auto html = render(component, choices.data());
    EXPECT_TRUE(contains(html, R"(id="kind" name="kind")")) << component;
    EXPECT_TRUE(contains(html, R"(id="kind-b" name="kind")")) << component;
    EXPECT_TRUE(contains(html, R"(value="b" checked)")) << component;
    EXPECT_FALSE(contains(html, R"(value="a" checked)")) << component;
    EXPECT_TRUE(contains(html, "A &amp; B")) << component;
  }
  EXPECT_TRUE(contains(render("select", choices.data()), R"(<option value="b" selected>t.b)"));
}

TEST(Components, DateHasThreeFields) {
  const auto html = render(
      "date_input",
      DateInput{.name = "born", .legend_id = "l", .day = "1", .year = "1980", .birthday = true}
          .data());
  EXPECT_TRUE(contains(
      html,
      R"(id="born" name="born_day" type="text" inputmode="numeric" value="1" autocomplete="bday-day")"));
  EXPECT_TRUE(contains(html, R"(name="born_month" type="text" inputmode="numeric" value="" )"));
  EXPECT_TRUE(contains(html, R"(name="born_year")"));
}

TEST(Components, ErrorsAreListedAndFoundByField) {
  const std::vector<FieldMessage> errors{{"a", "x.one"}, {"", "x.two"}};
  Data data;
  put_errors(data, {});
  EXPECT_TRUE(data.empty());
  put_errors(data, errors);
  EXPECT_EQ(data.at("errors").as_array().size(), 2U);
  EXPECT_EQ(data.at("error").as_object().at("a"), "x.one");
  EXPECT_EQ(error_of(errors, "a"), "x.one");
  EXPECT_EQ(error_of(errors, "b"), "");
}

}  // namespace
}  // namespace tessera::ui
