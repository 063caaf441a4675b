// Page models and the renderer. A page is a typed model that names its template and gives its data;
// markup lives in src/ui/pages/*.html, texts in src/ui/locales/*.po.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace tessera::ui {

using Data = boost::json::object;

// A URL that may enter a href, src or action: made only from a path of our own or a checked https
// URL.
class SafeUrl {
 public:
  // A path that begins with one "/" and has no control characters; "/" otherwise.
  [[nodiscard]] static SafeUrl local(std::string_view path);
  // https, or http on a loopback host, or a registered custom scheme the caller has checked.
  [[nodiscard]] static std::optional<SafeUrl> external(std::string_view url);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit SafeUrl(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// What the layout needs around every page.
struct PageContext {
  std::string locale = "en";
  std::string csrf;            // token for this browser; every form carries it as `csrf`
  std::string request_id;      // shown on error pages
  std::string signed_in_name;  // empty: nobody
  std::string path;            // current path and query, for the language links
  std::vector<std::pair<std::string, std::string>> navigation;  // path, text id
};

// One message about one field, for the error summary and beside the field. text_id is in the
// catalogue.
struct FieldMessage {
  std::string field;
  std::string text_id;
};

template <class P>
concept Page = requires(const P& page) {
  { P::kTemplate } -> std::convertible_to<std::string_view>;  // "sign_in" -> pages/sign_in.html
  { page.data() } -> std::same_as<Data>;
};

struct RendererOptions {
  // en-XA (long) and ar-XB (right to left), for development and tests.
  bool pseudo_locales = false;
};

class Renderer {
 public:
  // Throws std::runtime_error if the embedded files contradict each other.
  explicit Renderer(RendererOptions options = {});
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;
  // The whole document: layout, page, texts of the locale. Thread-safe. In templates {{#t}}id{{/t}}
  // is the text of that id, {{name}} an escaped value of the model; text ids given as values are
  // looked up with {{#tv}}name{{/tv}}.
  template <Page P>
  [[nodiscard]] std::string html(const P& page, const PageContext& context) const {
    return render(P::kTemplate, page.data(), context);
  }
  // Throws std::runtime_error for a page that is none.
  [[nodiscard]] std::string render(std::string_view page, const Data& data,
                                   const PageContext& context) const;
  // A plain-text mail: first line is the subject. Templates in src/ui/mail/<name>.txt.
  struct Mail {
    std::string subject;
    std::string text;
  };
  [[nodiscard]] Mail mail(std::string_view name, const Data& data, std::string_view locale) const;
  // One text, with {name} placeholders filled from data.
  // The English text if the locale has none, the id itself if English has none either.
  [[nodiscard]] std::string text(std::string_view id, std::string_view locale,
                                 const Data& data = {}) const;
  [[nodiscard]] bool has_text(std::string_view id, std::string_view locale) const;
  [[nodiscard]] std::span<const std::string> locales() const;  // "en" first

  struct Asset {
    std::string_view data;
    std::string_view gzip;  // the same compressed, or empty
    std::string content_type;
    std::string etag;
  };
  // "/assets/<hash>/app.css" style paths; nullptr if there is none.
  [[nodiscard]] const Asset* asset(std::string_view path) const;
  [[nodiscard]] std::string asset_path(std::string_view name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::ui
