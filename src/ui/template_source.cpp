#include "template_source.hpp"

#include <algorithm>
#include <stdexcept>

namespace tessera::ui {
namespace {

constexpr int kDeepestPartial = 8;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_placeholder(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos;
}

// Replaces each open...close by make(content); the rest is copied.
template <class Make>
std::string replace_each(std::string_view source, std::string_view open, std::string_view close,
                         Make make) {
  std::string out;
  for (;;) {
    const auto start = source.find(open);
    const auto end =
        start == std::string_view::npos ? start : source.find(close, start + open.size());
    if (end == std::string_view::npos) return out.append(source);
    out += source.substr(0, start);
    out += make(source.substr(start + open.size(), end - start - open.size()));
    source.remove_prefix(end + close.size());
  }
}

std::string without_markup(std::string_view html) {
  return std::string(
      trim(replace_each(html, "<", ">", [](std::string_view) { return std::string(); })));
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string text_as_template(std::string_view text, Escape escape) {
  const auto plain = [&](std::string_view part) {
    return escape == Escape::html ? escape_html(part) : std::string(part);
  };
  std::string out;
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    out += plain(text.substr(0, open));
    text.remove_prefix(open);
    if (text.empty()) break;
    const auto close = text.find('}');
    const auto name =
        close == std::string_view::npos ? std::string_view{} : text.substr(1, close - 1);
    if (is_placeholder(name)) {
      out.append("{{").append(name).append("}}");
      text.remove_prefix(close + 1);
    } else {
      text.remove_prefix(1);  // a lone brace would open a tag beside another
    }
  }
  return out;
}

std::string expand_partials(std::string_view source, const Lookup& lookup, int depth) {
  return replace_each(source, "{{>", "}}", [&](std::string_view tag) {
    const auto name = trim(tag);
    const auto partial = lookup(name);
    if (partial.empty() || depth == kDeepestPartial) {
      throw std::runtime_error("template names the partial " + std::string(name) +
                               (partial.empty() ? ", which is none" : " inside itself"));
    }
    return expand_partials(partial, lookup, depth + 1);
  });
}

std::string expand_texts(std::string_view source, const TextLookup& texts, Escape escape) {
  return replace_each(source, "{{#t}}", "{{/t}}", [&](std::string_view id) {
    if (id.find("{{") != std::string_view::npos) return "{{#t}}" + std::string(id) + "{{/t}}";
    return text_as_template(texts(trim(id)), escape);
  });
}

std::string guard_urls(std::string_view source) {
  std::string out(source);
  for (const std::string_view attribute :
       {" href=\"{{", " src=\"{{", " action=\"{{", " formaction=\"{{"}) {
    out = replace_each(out, attribute, "}}", [&](std::string_view name) {
      if (name.starts_with('#') || name.starts_with('^')) {
        throw std::runtime_error(
            "a URL attribute begins with a section; give the whole URL as a value");
      }
      return std::string(attribute) + "#_url}}" + std::string(trim(name)) + "{{/_url}}";
    });
  }
  return out;
}

std::string name_sections(std::string_view source, std::string_view section, const MakeTag& make) {
  const auto open = "{{#" + std::string(section) + "}}";
  const auto close = "{{/" + std::string(section) + "}}";
  return replace_each(source, open, close, [&](std::string_view content) {
    const auto name = trim(content);
    if (!is_placeholder(name) || name.ends_with('.')) return open + std::string(content) + close;
    const auto dot = name.rfind('.');
    const auto split = dot == std::string_view::npos ? 0 : dot + 1;
    return make(name.substr(0, split), name.substr(split));
  });
}

std::string title_of(std::string_view page) {
  constexpr std::string_view kMark = "{{! title:";
  if (const auto mark = page.find(kMark); mark != std::string_view::npos) {
    const auto rest = page.substr(mark + kMark.size());
    return "{{#t}}" + std::string(trim(rest.substr(0, rest.find("}}")))) + "{{/t}}";
  }
  const auto start = page.find("<h1");
  const auto end = page.find("</h1>");
  if (start == std::string_view::npos || end == std::string_view::npos || end < start) return {};
  return without_markup(page.substr(start, end - start));
}

}  // namespace tessera::ui
