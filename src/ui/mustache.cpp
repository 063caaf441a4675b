#include "mustache.hpp"

#include <functional>
#include <set>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <kainjow/mustache.hpp>

#include "url_guard.hpp"

namespace tessera::ui {
namespace mustache = kainjow::mustache;
namespace {

// Values that stand for others: what is derived from a value is written beside it, so that it is
// found where the value is.
struct Derived {
  std::set<std::string, std::less<>> urls;   // {{_url_x}}: x, if it may be followed
  std::set<std::string, std::less<>> texts;  // {{{_tv_x}}}, {{#_tl_x}}: the text whose id x is
};

class Converter {
 public:
  Converter(const Derived& derived, const TextLookup& texts, Escape escape)
      : derived_(derived), texts_(texts), escape_(escape) {}

  [[nodiscard]] mustache::data convert(const boost::json::object& object) const {
    mustache::data data;
    for (const auto& [key, value] : object) {
      const std::string name(key);
      data.set(name, convert(value));
      const auto* text = value.if_string();
      const auto view = text == nullptr ? std::string_view{} : std::string_view(*text);
      if (derived_.urls.contains(name)) add_url(data, name, view);
      if (derived_.texts.contains(name)) add_text(data, name, view);
    }
    return data;
  }

  void add_url(mustache::data& data, const std::string& name, std::string_view url) const {
    data.set("_url_" + name, std::string(is_safe_url(url) ? url : "#"));
  }

 private:
  // Mustache calls an empty string true; a page means "nothing to show".
  [[nodiscard]] mustache::data convert(const boost::json::value& value) const {
    if (const auto* object = value.if_object()) return convert(*object);
    if (const auto* text = value.if_string()) {
      return text->empty() ? mustache::data{false} : mustache::data{std::string(*text)};
    }
    if (const auto* array = value.if_array()) {
      mustache::data list{mustache::data::type::list};
      for (const auto& item : *array) list.push_back(convert(item));
      return list;
    }
    if (value.is_bool()) return mustache::data{value.as_bool()};
    if (value.is_null()) return mustache::data{false};
    return mustache::data{boost::json::serialize(value)};
  }

  // A text without placeholders is ready; another one is a small template of its own.
  void add_text(mustache::data& data, const std::string& name, std::string_view id) const {
    const auto text = id.empty() ? std::string() : text_as_template(texts_(id), escape_);
    const bool ready = text.find("{{") == std::string::npos;
    data.set("_tv_" + name, ready && !text.empty() ? mustache::data{text} : mustache::data{false});
    if (ready) {
      data.set("_tl_" + name, mustache::data{false});
    } else {
      data.set("_tl_" + name,
               mustache::lambda2{[text](const std::string&, const mustache::renderer& render) {
                 return render(text);
               }});
    }
  }

  const Derived& derived_;
  const TextLookup& texts_;
  Escape escape_;
};

Derived derive(std::string& source) {
  Derived out;
  source = name_sections(source, "_url", [&](std::string_view path, std::string_view name) {
    out.urls.emplace(name);
    return "{{" + std::string(path) + "_url_" + std::string(name) + "}}";
  });
  source = name_sections(source, "tv", [&](std::string_view path, std::string_view name) {
    out.texts.emplace(name);
    const auto at = [&](const char* prefix) {
      return std::string(path) + prefix + std::string(name);
    };
    return "{{{" + at("_tv_") + "}}}{{#" + at("_tl_") + "}}{{/" + at("_tl_") + "}}";
  });
  if (source.find("{{#tv}}") != std::string::npos)
    throw std::runtime_error("template: {{#tv}} holds the name of a value");
  return out;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

struct Template::Impl {
  Impl(std::string source, Escape escape_in)
      : derived(derive(source)), parsed(source), escape(escape_in) {}
  Derived derived;
  mustache::mustache parsed;
  Escape escape;

  // For what is no plain name: those know the locale.
  void add_lambdas(mustache::data& data, const TextLookup& texts) const {
    data.set("t", mustache::lambda2{
                      [&texts, this](const std::string& id, const mustache::renderer& render) {
                        return render(text_as_template(texts(render(id)), escape));
                      }});
    data.set("_url",
             mustache::lambda2{[](const std::string& name, const mustache::renderer& render) {
               const auto url = render("{{" + trimmed(name) + "}}");
               return is_safe_url(url) ? url : std::string("#");
             }});
  }
};

Template::Template(const std::string& source, Escape escape)
    : impl_(std::make_unique<Impl>(source, escape)) {
  if (!impl_->parsed.is_valid())
    throw std::runtime_error("template: " + impl_->parsed.error_message());
  if (escape == Escape::none)
    impl_->parsed.set_custom_escape([](const std::string& text) { return text; });
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;

std::string Template::render(const boost::json::object& data, const TextLookup& texts) {
  const Converter converter(impl_->derived, texts, impl_->escape);
  auto root = converter.convert(data);
  for (const auto& name : impl_->derived.urls) {
    if (!data.contains(name)) converter.add_url(root, name, {});  // absent: nothing to follow
  }
  impl_->add_lambdas(root, texts);
  std::string out;
  impl_->parsed.render(root, [&out](const std::string& part) { out += part; });
  if (!impl_->parsed.is_valid())
    throw std::runtime_error("template: " + impl_->parsed.error_message());
  return out;
}

}  // namespace tessera::ui
