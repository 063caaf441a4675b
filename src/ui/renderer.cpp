#include <atomic>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include <boost/json/array.hpp>

#include <tessera/ui/page.hpp>

#include "assets.hpp"
#include "catalogue.hpp"
#include "language_links.hpp"
#include "mustache.hpp"
#include "pseudo_locale.hpp"
#include "template_source.hpp"
#include "ui_templates.hpp"

namespace tessera::ui {
namespace {

std::string_view template_file(const std::string& path) {
  for (const auto& file : embedded::ui_templates()) {
    if (file.path == path) return file.data;
  }
  return {};
}

std::string_view required_template(const std::string& path) {
  const auto source = template_file(path);
  if (source.empty()) throw std::runtime_error("there is no template " + path);
  return source;
}

// The layout around a page, before texts are put in.
std::string assemble_page(std::string_view page) {
  const auto source = required_template("pages/" + std::string(page) + ".html");
  const auto title = title_of(source);
  return expand_partials(
      required_template("layout.html"), [&](std::string_view name) -> std::string_view {
        if (name == "page") return source;
        if (name == "title")
          return title.empty() ? "{{#t}}common.service_name{{/t}}" : std::string_view(title);
        return template_file("partials/" + std::string(name) + ".html");
      });
}

// Number of this renderer, so that a thread never finds templates of one that is gone.
std::uint64_t next_instance() {
  static std::atomic<std::uint64_t> count{0};
  return ++count;
}

boost::json::array navigation_data(const PageContext& context) {
  boost::json::array items;
  const auto here = std::string_view(context.path).substr(0, context.path.find('?'));
  for (const auto& [path, text_id] : context.navigation) {
    items.push_back(Data{{"path", path}, {"text_id", text_id}, {"current", here == path}});
  }
  return items;
}

bool has_errors(const Data& data) {
  const auto* errors = data.if_contains("errors");
  return errors != nullptr && errors->is_array() && !errors->get_array().empty();
}

}  // namespace

struct Renderer::Impl {
  std::uint64_t instance = next_instance();
  std::vector<Catalogue> catalogues;
  std::vector<std::string> locales;
  Assets assets;

  explicit Impl(RendererOptions options) : catalogues(load_catalogues()) {
    if (options.pseudo_locales) {
      auto long_one = make_long_pseudo_locale(catalogues.front());
      auto mirrored = make_mirrored_pseudo_locale(catalogues.front());
      catalogues.push_back(std::move(long_one));
      catalogues.push_back(std::move(mirrored));
    }
    for (const auto& catalogue : catalogues) locales.push_back(catalogue.locale);
  }

  [[nodiscard]] const Catalogue& catalogue(std::string_view locale) const {
    for (const auto& one : catalogues) {
      if (one.locale == locale) return one;
    }
    return catalogues.front();
  }

  [[nodiscard]] TextLookup texts(const Catalogue& chosen) const {
    return [this, &chosen](std::string_view id) {
      const std::string key(id);
      for (const auto* texts : {&chosen.texts, &catalogues.front().texts}) {
        if (const auto found = texts->find(key); found != texts->end()) return found->second;
      }
      return key;
    };
  }

  // Parsed at its first use on this thread.
  [[nodiscard]] Template& parsed(const std::string& name, const Catalogue& chosen,
                                 Escape escape) const {
    thread_local std::map<std::pair<std::uint64_t, std::string>, Template> cache;
    // A mail and a page may have the same name.
    const char* kind = escape == Escape::html ? "page" : "mail";
    const auto key = std::pair(instance, chosen.locale + '/' + kind + '/' + name);
    if (const auto found = cache.find(key); found != cache.end()) return found->second;
    const auto source = escape == Escape::html
                            ? guard_urls(assemble_page(name))
                            : std::string(required_template("mail/" + name + ".txt"));
    return cache.emplace(key, Template(expand_texts(source, texts(chosen), escape), escape))
        .first->second;
  }

  [[nodiscard]] Data layout_data(const Data& data, const PageContext& context,
                                 const Catalogue& chosen) const {
    return {{"css_path", assets.path_of("app.css")},
            {"js_path", assets.path_of("app.js")},
            {"icon_path", assets.path_of("icon.svg")},
            {"has_errors", has_errors(data)},
            {"has_navigation", !context.navigation.empty() || !context.signed_in_name.empty()},
            {"navigation", navigation_data(context)},
            {"signed_in_name", context.signed_in_name},
            {"languages", language_links(catalogues, chosen, context.path)}};
  }
};

Renderer::Renderer(RendererOptions options) : impl_(std::make_unique<Impl>(options)) {}
Renderer::~Renderer() = default;

std::string Renderer::render(std::string_view page, const Data& data,
                             const PageContext& context) const {
  const auto& chosen = impl_->catalogue(context.locale);
  Data all = data;
  all["layout"] = impl_->layout_data(data, context, chosen);
  all["locale"] = chosen.locale;
  all["dir"] = chosen.direction;
  all["csrf"] = context.csrf;
  all["request_id"] = context.request_id;
  return impl_->parsed(std::string(page), chosen, Escape::html).render(all, impl_->texts(chosen));
}

Renderer::Mail Renderer::mail(std::string_view name, const Data& data,
                              std::string_view locale) const {
  const auto& chosen = impl_->catalogue(locale);
  auto text =
      impl_->parsed(std::string(name), chosen, Escape::none).render(data, impl_->texts(chosen));
  const auto end = std::min(text.find('\n'), text.size());
  auto subject = text.substr(0, end);
  std::erase(subject, '\r');
  text.erase(0, std::min(text.find_first_not_of("\r\n", end), text.size()));
  return {std::move(subject), std::move(text)};
}

std::string Renderer::text(std::string_view id, std::string_view locale, const Data& data) const {
  const auto& chosen = impl_->catalogue(locale);
  const auto found = impl_->texts(chosen)(id);
  if (found.find('{') == std::string::npos) return found;
  return Template(text_as_template(found, Escape::none), Escape::none)
      .render(data, impl_->texts(chosen));
}

bool Renderer::has_text(std::string_view id, std::string_view locale) const {
  return impl_->catalogue(locale).texts.contains(std::string(id));
}

std::span<const std::string> Renderer::locales() const {
  return impl_->locales;
}

const Renderer::Asset* Renderer::asset(std::string_view path) const {
  return impl_->assets.find(path);
}

std::string Renderer::asset_path(std::string_view name) const {
  return impl_->assets.path_of(name);
}

}  // namespace tessera::ui
