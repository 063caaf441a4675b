#include "app/commands/table_text.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tessera::app {
namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;
using Widths = std::vector<std::size_t>;

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;
constexpr std::string_view kCut = "\u2026";

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
}

// A value of somebody else never steers the terminal (C0, DEL and C1, ECMA-48).
std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                    static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || c1) {
      out += '?';
      if (c1) ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string cut(const std::string& text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if (starts_character(text[end]) && ++seen == width) break;
  }
  return text.substr(0, end) + std::string(kCut);
}

std::string row_of(const Texts& cells, const Widths& widths) {
  std::string line;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto text = cut(cells[i], widths[i]);
    line += text;
    if (i + 1 < widths.size()) line.append(widths[i] - width_of(text) + kGap, ' ');
  }
  return line + '\n';
}

// Of a member that is an object only its name, if it has one: a client's registration.
const json::value* flat(const json::value& value) {
  return value.is_object() ? value.get_object().if_contains("name") : &value;
}

std::size_t total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * kGap);
}

// The widest column gives first, the first one nothing; then the last columns go.
void fit(Widths& widths, const Texts& heads, std::size_t width) {
  while (total(widths) > width && widths.size() > 1) {
    const auto widest = std::max_element(widths.begin() + 1, widths.end());
    const auto place = static_cast<std::size_t>(widest - widths.begin());
    const auto least = std::max(kNarrowest, width_of(heads[place]));
    if (*widest > least)
      --*widest;
    else
      widths.pop_back();
  }
}

std::string render_rows(const json::array& items, std::size_t width) {
  if (items.empty() || !items.front().is_object()) return "none\n";
  Texts names;
  for (const auto& member : items.front().get_object()) {
    if (flat(member.value()) != nullptr) names.emplace_back(member.key());
  }
  std::vector<Texts> rows(1);
  for (const auto& name : names) rows[0].push_back(printable(name));
  for (const auto& item : items) {
    auto& row = rows.emplace_back();
    for (const auto& name : names) {
      const auto* value = item.is_object() ? item.get_object().if_contains(name) : nullptr;
      const auto* shown = value == nullptr ? nullptr : flat(*value);
      row.push_back(shown == nullptr ? "-" : printable(cell_text(*shown)));
    }
  }
  Widths widths(names.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  if (width > 0 && !widths.empty()) fit(widths, rows[0], width);
  std::string out;
  for (const auto& row : rows) out += row_of(row, widths);
  std::string hidden;
  for (auto i = widths.size(); i < names.size(); ++i)
    hidden += (hidden.empty() ? "" : ", ") + rows[0][i];
  return hidden.empty() ? out : out + "(no room for " + hidden + "; --wide shows all)\n";
}

}  // namespace

std::string cell_text(const json::value& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return {value.get_string().data(), value.get_string().size()};
  if (value.is_array()) {
    std::string out;
    for (const auto& item : value.get_array()) out += (out.empty() ? "" : ",") + cell_text(item);
    return out.empty() ? "-" : out;
  }
  return json::serialize(value);
}

std::string render_table(std::string_view text, std::size_t width) {
  json::error_code error;
  const auto value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return printable(text) + '\n';
  const auto& object = value.get_object();
  if (const auto* items = object.if_contains("items"); items != nullptr && items->is_array())
    return render_rows(items->get_array(), width);
  std::string out;
  for (const auto& member : object)
    out += printable(member.key()) + ": " + printable(cell_text(member.value())) + '\n';
  return out;
}

}  // namespace tessera::app
