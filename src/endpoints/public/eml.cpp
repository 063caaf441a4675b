#include "endpoints/public/eml.hpp"

#include <algorithm>
#include <map>

#include <tessera/base/bytes.hpp>
#include <tessera/codec/base64url.hpp>

namespace tessera::endpoints {
namespace {

std::string decode_base64(std::string_view text) {
  std::string url_safe;
  for (const char c : text) {
    if (c == '+')
      url_safe += '-';
    else if (c == '/')
      url_safe += '_';
    else if (c != '=' && c != '\r' && c != '\n')
      url_safe += c;
  }
  const auto bytes = codec::from_base64url(url_safe);
  return bytes ? std::string(as_text(*bytes)) : std::string(text);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// RFC 2045 6.7; in_header: "_" is a space (RFC 2047 4.2).
std::string decode_quoted(std::string_view text, bool in_header) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (text[i] == '=' && text.substr(i + 1).starts_with('\n')) {
      ++i;
    } else {
      out += in_header && text[i] == '_' ? ' ' : text[i];
    }
  }
  return out;
}

// "=?UTF-8?B?...?=" and "=?UTF-8?Q?...?="; white space between two of them does not count.
std::string decode_words(std::string_view text) {
  std::string out;
  bool after_word = false;
  while (!text.empty()) {
    const auto start = text.find("=?");
    const auto charset_end = start == std::string_view::npos ? start : text.find('?', start + 2);
    const auto end =
        charset_end == std::string_view::npos ? charset_end : text.find("?=", charset_end + 3);
    if (end == std::string_view::npos) return out.append(text);
    const auto between = text.substr(0, start);
    if (!after_word || between.find_first_not_of(' ') != std::string_view::npos) out += between;
    const bool base64 = text[charset_end + 1] == 'B' || text[charset_end + 1] == 'b';
    const auto word = text.substr(charset_end + 3, end - charset_end - 3);
    out += base64 ? decode_base64(word) : decode_quoted(word, true);
    after_word = true;
    text.remove_prefix(end + 2);
  }
  return out;
}

std::string lower(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Names in lower case; folded lines joined (RFC 5322 2.2.3).
std::map<std::string, std::string> parse_headers(std::string_view head) {
  std::map<std::string, std::string> headers;
  std::string last;
  for (const auto& line : split_lines(head)) {
    if (line.front() == ' ' || line.front() == '\t') {
      headers[last].append(" ").append(trim(line));
    } else if (const auto colon = line.find(':'); colon != std::string::npos) {
      last = lower(std::string_view(line).substr(0, colon));
      headers[last] = trim(std::string_view(line).substr(colon + 1));
    }
  }
  return headers;
}

}  // namespace

Eml parse_eml(std::string_view file) {
  std::string text(file);
  std::erase(text, '\r');
  const auto blank = std::min(text.find("\n\n"), text.size());
  auto headers = parse_headers(std::string_view(text).substr(0, blank));
  const auto body = std::string_view(text).substr(std::min(blank + 2, text.size()));
  const auto encoding = lower(headers["content-transfer-encoding"]);
  auto plain = encoding == "base64"             ? decode_base64(body)
               : encoding == "quoted-printable" ? decode_quoted(body, false)
                                                : std::string(body);
  std::erase(plain, '\r');
  return {headers["date"], headers["to"], decode_words(headers["subject"]), split_lines(plain)};
}

}  // namespace tessera::endpoints
