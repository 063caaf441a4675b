#include "mustache.hpp"

#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <kainjow/mustache.hpp>

#include "url_guard.hpp"

namespace tessera::ui {
namespace mustache = kainjow::mustache;
namespace {

mustache::data to_data(const boost::json::value& value);

mustache::data to_data(const boost::json::object& object) {
  mustache::data data;
  for (const auto& [name, value] : object) data.set(std::string(name), to_data(value));
  return data;
}

// Mustache calls an empty string true; a page means "nothing to show".
mustache::data to_data(const boost::json::value& value) {
  if (const auto* object = value.if_object()) return to_data(*object);
  if (const auto* text = value.if_string()) {
    return text->empty() ? mustache::data{false} : mustache::data{std::string(*text)};
  }
  if (const auto* array = value.if_array()) {
    mustache::data list{mustache::data::type::list};
    for (const auto& item : *array) list.push_back(to_data(item));
    return list;
  }
  if (value.is_bool()) return mustache::data{value.as_bool()};
  if (value.is_null()) return mustache::data{false};
  return mustache::data{boost::json::serialize(value)};
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

struct Template::Impl {
  mustache::mustache parsed;
  Escape escape;

  // Adds the lambdas that know the locale.
  void add_lambdas(mustache::data& data, const TextLookup& texts) const {
    data.set("t", mustache::lambda2{
                      [&texts, this](const std::string& id, const mustache::renderer& render) {
                        return render(text_as_template(texts(render(id)), escape));
                      }});
    data.set("tv", mustache::lambda2{
                       [&texts, this](const std::string& name, const mustache::renderer& render) {
                         const auto id = render("{{" + trimmed(name) + "}}");
                         return id.empty() ? id : render(text_as_template(texts(id), escape));
                       }});
    data.set("_url",
             mustache::lambda2{[](const std::string& name, const mustache::renderer& render) {
               const auto url = render("{{" + trimmed(name) + "}}");
               return is_safe_url(url) ? url : std::string("#");
             }});
  }
};

Template::Template(const std::string& source, Escape escape)
    : impl_(std::make_unique<Impl>(mustache::mustache(source), escape)) {
  if (!impl_->parsed.is_valid())
    throw std::runtime_error("template: " + impl_->parsed.error_message());
  if (escape == Escape::none)
    impl_->parsed.set_custom_escape([](const std::string& text) { return text; });
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;

std::string Template::render(const boost::json::object& data, const TextLookup& texts) {
  auto root = to_data(data);
  impl_->add_lambdas(root, texts);
  std::string out;
  impl_->parsed.render(root, [&out](const std::string& part) { out += part; });
  if (!impl_->parsed.is_valid())
    throw std::runtime_error("template: " + impl_->parsed.error_message());
  return out;
}

}  // namespace tessera::ui
