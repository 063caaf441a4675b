// What is done to a template's text before Mustache sees it, once per page and locale: partials and
// texts are put in, so that rendering is one pass over values.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tessera::ui {

using Lookup = std::function<std::string_view(std::string_view name)>;
using TextLookup = std::function<std::string(std::string_view id)>;

enum class Escape { html, none };

// "Hello {name}" becomes "Hello {{name}}", the rest escaped: a text is data, never markup.
[[nodiscard]] std::string text_as_template(std::string_view text, Escape escape);

// Puts partials in for {{> name}}, eight levels deep. Throws std::runtime_error for an unknown or
// recursive one (lookup gives "" for unknown).
[[nodiscard]] std::string expand_partials(std::string_view source, const Lookup& lookup,
                                          int depth = 0);

// Puts texts in for {{#t}}id{{/t}}; ids that hold a tag stay for the rendering.
[[nodiscard]] std::string expand_texts(std::string_view source, const TextLookup& texts,
                                       Escape escape);

// href, src, action and formaction that begin with a value get it through {{#_url}}: see
// is_safe_url.
[[nodiscard]] std::string guard_urls(std::string_view source);

// A section that holds nothing but the name of a value becomes a value of its own, so that it is
// parsed with the page and not at each rendering: of {{#tv}}error.scan{{/tv}} make("error.",
// "scan") is put in its place. Other sections stay.
using MakeTag = std::function<std::string(std::string_view path, std::string_view name)>;
[[nodiscard]] std::string name_sections(std::string_view source, std::string_view section,
                                        const MakeTag& make);

// "{{! title: id }}" or the content of the first h1 without its markup; "" if the page has neither.
[[nodiscard]] std::string title_of(std::string_view page);

[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace tessera::ui
