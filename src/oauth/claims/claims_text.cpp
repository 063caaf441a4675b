#include "oauth/claims/claims_text.hpp"

#include <charconv>
#include <cstdio>

namespace tessera::oauth {
namespace {

void append_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
    return;
  }
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  out += code;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) continue;
    out += text.substr(plain, i - plain);
    append_escaped(out, c);
    plain = i + 1;
  }
  out += text.substr(plain);
  out += '"';
}

void ClaimsText::begin(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  append_json_string(out_, name);
  out_ += ':';
}

void ClaimsText::text(std::string_view name, std::string_view value) {
  begin(name);
  append_json_string(out_, value);
}

void ClaimsText::text_if(std::string_view name, std::string_view value) {
  if (!value.empty()) text(name, value);
}

void ClaimsText::number(std::string_view name, std::int64_t value) {
  begin(name);
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, end);
}

void ClaimsText::list(std::string_view name, const std::vector<std::string>& values) {
  begin(name);
  out_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out_ += ',';
    append_json_string(out_, values[i]);
  }
  out_ += ']';
}

void ClaimsText::raw(std::string_view name, std::string_view json) {
  begin(name);
  out_ += json;
}

std::string ClaimsText::finish() && {
  out_ += '}';
  return std::move(out_);
}

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace tessera::oauth
