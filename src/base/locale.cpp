#include <tessera/base/locale.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace tessera {
namespace {

using Tags = std::vector<std::string_view>;

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool equal_tags(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Tags split(std::string_view text, char separator) {
  Tags parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (const auto part = trim(text.substr(0, end)); !part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// qvalue of RFC 9110 12.4.2 in thousandths; what is not one counts as 0, "not acceptable".
int parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int value = (text[0] - '0') * 1000;
  int weight = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 0;
    value += (c - '0') * weight;
    weight /= 10;
  }
  return value <= 1000 ? value : 0;
}

int quality_of(const Tags& parameters) {
  for (const auto parameter : parameters) {
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) {
      return parse_quality(trim(parameter.substr(2)));
    }
  }
  return 1000;
}

Tags parse_accept_language(std::string_view header) {
  std::multimap<int, std::string_view, std::greater<>> ranges;  // equal ones stay in order
  for (const auto item : split(header, ',')) {
    const auto parts = split(item, ';');
    if (parts.empty()) continue;
    if (const int quality = quality_of(parts); quality > 0) ranges.emplace(quality, parts[0]);
  }
  Tags tags;
  for (const auto& [quality, tag] : ranges) tags.push_back(tag);
  return tags;
}

// RFC 4647 3.4 lookup: drop subtags from the end until something matches.
std::optional<std::string> look_up(std::string_view tag, std::span<const std::string> available) {
  while (!tag.empty()) {
    for (const auto& locale : available) {
      if (equal_tags(locale, tag)) return locale;
    }
    const auto dash = tag.rfind('-');
    tag = dash == std::string_view::npos ? std::string_view{} : tag.substr(0, dash);
  }
  return std::nullopt;
}

}  // namespace

std::string choose_locale(const LocaleWishes& wishes, std::span<const std::string> available) {
  for (const auto& tags :
       {split(wishes.ui_locales, ' '), split(wishes.account, ' '), split(wishes.cookie, ' '),
        parse_accept_language(wishes.accept_language)}) {
    for (const auto tag : tags) {
      if (auto found = look_up(tag, available)) return *found;
    }
  }
  return "en";
}

}  // namespace tessera
