#include <tessera/codec/form.hpp>

#include <algorithm>

#include "codec/utf8.hpp"

namespace tessera::codec {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Into its place, so that there is no copy to wipe.
bool decode_component(std::string_view text, std::string& out) {
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return out.find('\0') == std::string::npos && is_utf8(out);
}

constexpr bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

using Field = std::pair<std::string, std::string>;

bool parse_field(std::string_view text, Field& field) {
  const auto equals = std::min(text.find('='), text.size());
  return decode_component(text.substr(0, equals), field.first) &&
         decode_component(text.substr(std::min(equals + 1, text.size())), field.second);
}

}  // namespace

Form::~Form() {
  for (auto& [name, value] : fields_) wipe(value.data(), value.size());
}

Result<Form> Form::parse(std::string_view body, std::size_t max_fields) {
  Form form;
  const auto ends = static_cast<std::size_t>(std::ranges::count(body, '&'));
  form.fields_.reserve(std::min(ends + 1, max_fields));
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto text = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (text.empty()) continue;  // "a=1&&b=2" is what browsers and proxies send, and harmless
    if (form.fields_.size() == max_fields) return fail(Errc::too_large, "form.too_many");
    if (!parse_field(text, form.fields_.emplace_back()))
      return fail(Errc::invalid, "form.malformed");
  }
  return form;
}

const std::string* Form::get(std::string_view name) const {
  const auto first = std::ranges::find(fields_, name, &Field::first);
  if (first == fields_.end()) return nullptr;
  const auto again =
      std::find_if(first + 1, fields_.end(), [&](const Field& f) { return f.first == name; });
  return again == fields_.end() ? &first->second : nullptr;
}

std::string Form::value(std::string_view name) const {
  const auto* found = get(name);
  return found == nullptr ? std::string() : *found;
}

Secret Form::secret(std::string_view name) const {
  const auto* found = get(name);
  return found == nullptr ? Secret() : Secret(std::string_view(*found));
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [field, value] : fields_) {
    if (field == name) values.push_back(value);
  }
  return values;
}

std::optional<std::string> Form::duplicate(std::initializer_list<std::string_view> except) const {
  for (std::size_t i = 1; i < fields_.size(); ++i) {
    const auto& name = fields_[i].first;
    if (std::ranges::find(except, name) != except.end()) continue;
    const auto before = std::span(fields_).first(i);
    if (std::ranges::find(before, name, &Field::first) != before.end()) return name;
  }
  return std::nullopt;
}

void Form::drop_empty() {
  std::vector<std::string> names;
  for (const auto& [name, value] : fields_) {
    if (value.empty() && get(name) != nullptr) names.push_back(name);
  }
  if (names.empty()) return;
  std::erase_if(fields_,
                [&](const Field& f) { return std::ranges::find(names, f.first) != names.end(); });
}

std::string encode_component(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    }
  }
  return out;
}

std::string encode_form(const std::vector<Field>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += encode_component(name) + '=' + encode_component(value);
  }
  return out;
}

std::string with_query(std::string_view url, const std::vector<Field>& fields) {
  std::string out(url);
  if (fields.empty()) return out;
  const auto question = out.find('?');
  if (question == std::string::npos) {
    out += '?';
  } else if (question + 1 != out.size() && out.back() != '&') {
    out += '&';
  }
  return out + encode_form(fields);
}

}  // namespace tessera::codec
