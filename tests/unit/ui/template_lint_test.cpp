// Reads every template, mail and page model of the tree: what no compiler checks for them.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "ui/catalogue.hpp"
#include "ui/mustache.hpp"
#include "ui/template_source.hpp"
#include "ui_templates.hpp"

namespace tessera::ui {
namespace {

const std::filesystem::path kSource(TESSERA_SOURCE_DIR);

std::string read(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  std::vector<std::string> found;
  const std::regex regex(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

bool is_html(const embedded::File& file) {
  return file.path.ends_with(".html");
}
bool is_page(const embedded::File& file) {
  return file.path.starts_with("pages/");
}

std::string_view partial(std::string_view name) {
  if (name == "page" || name == "title") return "<p>page</p>";
  for (const auto& file : embedded::ui_templates()) {
    if (file.path == "partials/" + std::string(name) + ".html") return file.data;
  }
  return {};
}

TEST(Templates, NameOnlyTextsThatEveryLanguageHas) {
  const auto catalogues = load_catalogues();
  for (const auto& file : embedded::ui_templates()) {
    const std::string source(file.data);
    for (const auto& id : matches(source, R"(\{\{#t\}\}\s*([a-z0-9_.-]+)\s*\{\{/t\}\})")) {
      for (const auto& catalogue : catalogues) {
        EXPECT_TRUE(catalogue.texts.contains(id))
            << file.path << " names " << id << ", not in " << catalogue.locale;
      }
    }
  }
}

TEST(Templates, ParseWithTheirPartials) {
  const auto id_itself = [](std::string_view id) { return std::string(id); };
  for (const auto& file : embedded::ui_templates()) {
    const auto escape = is_html(file) ? Escape::html : Escape::none;
    EXPECT_NO_THROW({
      auto source = expand_partials(file.data, partial);
      if (is_html(file)) source = guard_urls(source);
      static_cast<void>(
          Template(expand_texts(source, id_itself, escape), escape).render({}, id_itself));
    }) << file.path;
  }
}

// The first thing in a template that is refused; "" if there is none.
std::string refused_in(const std::string& source) {
  for (const auto& [pattern, name] : std::vector<std::pair<std::string, std::string>>{
           {R"((\{\{\{))", "raw output"},
           {R"((\{\{\s*&))", "raw output"},
           {R"((\{\{\s*=))", "other delimiters"},
           {R"((=\{\{))", "an unquoted attribute"},
           {R"(<[^>]*\s(style\s*=))", "an inline style"},
           {R"(<[^>]*\s(on[a-z]+\s*=))", "an inline handler"},
           {R"(<(script)(?![^>]*\ssrc=))", "an inline script"},
           {R"(<(style)\b)", "an inline style sheet"},
           {R"(<[a-z0-9]+(?:\s+[a-z.-]+(?:="[^"]*")?)*\s+([a-z.-]+=[^"\s]))",
            "an unquoted attribute"},
           {R"(((?:href|src|action)="\s*(?:javascript|data):))", "a URL that is code"}}) {
    if (const auto found = matches(source, pattern); !found.empty())
      return name + ": " + found.front();
  }
  return {};
}

TEST(Templates, HaveNoRawOutputNoInlineCodeAndOnlyQuotedAttributes) {
  for (const auto& file : embedded::ui_templates()) {
    if (is_html(file)) EXPECT_EQ(refused_in(std::string(file.data)), "") << file.path;
  }
}

TEST(Templates, TheLintSeesWhatItRefuses) {
  for (const auto* bad :
       {"{{{x}}}", "{{& x}}", "{{=<% %>=}}", "<p class={{x}}>", "<p style=\"x\">",
        "<a onclick=\"x\">", "<script>x</script>", "<style>p{}</style>", "<p class=\"a\" id=b>",
        "<p id='b'>", "<a href=\"javascript:x\">", "<a {{#x}}a=\"b\"{{/x}} style=\"y\">"}) {
    EXPECT_NE(refused_in(bad), "") << bad;
  }
  EXPECT_EQ(refused_in("<input value=\"{{x}}\"{{#y}} checked{{/y}}><script type=\"module\" "
                       "src=\"/x\"></script> a=b"),
            "");
}

TEST(Templates, EveryPostFormCarriesTheCsrfToken) {
  for (const auto& file : embedded::ui_templates()) {
    if (!is_html(file)) continue;
    const auto source = expand_partials(file.data, partial);
    for (const auto& form : matches(source, R"((<form[\s\S]*?</form>))")) {
      if (form.find("method=\"post\"") == std::string::npos) continue;
      // The answer to a portal (form_post) goes to another site, which must not see our token.
      if (form.find("data-auto-submit=") != std::string::npos) continue;
      EXPECT_NE(form.find("name=\"csrf\""), std::string::npos)
          << file.path << ": " << form.substr(0, 80);
      EXPECT_NE(form.find(" id=\""), std::string::npos) << file.path << ": a form without id";
    }
  }
}

TEST(Templates, EveryPageHasAHeadingAndATitle) {
  for (const auto& file : embedded::ui_templates()) {
    if (!is_page(file)) continue;
    EXPECT_FALSE(title_of(file.data).empty()) << file.path << " has no h1 and names no title";
    EXPECT_EQ(file.data.find("<html"), std::string_view::npos)
        << file.path << " repeats the layout";
  }
}

// Texts that a page model names itself; ids put together at run time are seen by the browser tests.
TEST(Templates, PageModelsNameOnlyTextsThatExist) {
  const auto english = load_catalogues().front();
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "src/ui")) {
    if (!entry.path().filename().string().ends_with("_pages.hpp")) continue;
    for (const auto& id : matches(read(entry.path()), R"re("([a-z_]+(?:\.[a-z0-9_]+)+)")re")) {
      EXPECT_TRUE(english.texts.contains(id)) << entry.path() << " names the text " << id;
    }
  }
}

TEST(Templates, EveryPageModelHasItsTemplateAndEveryPageItsModel) {
  std::set<std::string> models;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource / "src")) {
    if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
    for (const auto& name :
         matches(read(entry.path()), R"re(kTemplate\s*(?:=|\{)\s*"([a-z0-9_/]+)")re")) {
      models.insert(name);
      EXPECT_TRUE(std::filesystem::exists(kSource / "src/ui/pages" / (name + ".html")))
          << entry.path() << " names the template " << name;
    }
  }
  for (const auto& file : embedded::ui_templates()) {
    if (!is_page(file)) continue;
    const std::string name(file.path.substr(6, file.path.size() - 11));
    EXPECT_TRUE(models.contains(name)) << file.path << " belongs to no page model";
  }
}

}  // namespace
}  // namespace tessera::ui
