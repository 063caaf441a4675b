#include <algorithm>
#include <array>
#include <cctype>

#include <tessera/codec/json.hpp>
#include <tessera/codec/scim_filter.hpp>

#include "codec/scim_text.hpp"

namespace tessera::codec {
namespace {

using Kind = ScimFilter::Kind;
using Operator = ScimFilter::Operator;

constexpr std::array<std::pair<std::string_view, Operator>, 10> kOperators{{{"eq", Operator::eq},
                                                                            {"ne", Operator::ne},
                                                                            {"co", Operator::co},
                                                                            {"sw", Operator::sw},
                                                                            {"ew", Operator::ew},
                                                                            {"gt", Operator::gt},
                                                                            {"ge", Operator::ge},
                                                                            {"lt", Operator::lt},
                                                                            {"le", Operator::le},
                                                                            {"pr", Operator::pr}}};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '$' ||
         c == ':' || c == '.' || c == '/';
}

// Recursive descent over RFC 7644 figure 1; "not" binds before "and", "and" before "or".
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<ScimFilter> whole_filter() {
    auto filter = any_of(0);
    skip();
    if (!rest_.empty()) return std::nullopt;
    return filter;
  }

  std::optional<ScimPath> whole_path() {
    ScimPath path;
    auto attribute = read_attribute();
    if (!attribute) return std::nullopt;
    path.attribute = std::move(*attribute);
    if (take("[")) {
      auto values = any_of(0);
      if (!values || !take("]") || !path.attribute.sub.empty()) return std::nullopt;
      path.values = std::move(values);
      if (!rest_.empty() && rest_.front() == '.') {
        rest_.remove_prefix(1);
        path.attribute.sub = std::string(word());
        if (path.attribute.sub.empty()) return std::nullopt;
      }
    }
    if (!rest_.empty()) return std::nullopt;
    return path;
  }

 private:
  void skip() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  bool take(std::string_view token) {
    skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  std::string_view word() {
    const auto end = std::ranges::find_if_not(rest_, is_word);
    const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }
  // A whole word, without regard to case; nothing is taken otherwise.
  bool take_word(std::string_view wanted) {
    skip();
    const auto before = rest_;
    if (scim::same_text(word(), wanted)) return true;
    rest_ = before;
    return false;
  }

  std::optional<ScimAttribute> read_attribute() {
    skip();
    auto text = word();
    ScimAttribute attribute;
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
      attribute.schema = std::string(text.substr(0, colon));
      text.remove_prefix(colon + 1);
    }
    const auto dot = text.find('.');
    attribute.name = std::string(text.substr(0, dot));
    if (dot != std::string_view::npos) attribute.sub = std::string(text.substr(dot + 1));
    const bool starts_well = !attribute.name.empty() &&
                             (std::isalpha(static_cast<unsigned char>(attribute.name[0])) != 0 ||
                              attribute.name[0] == '$');
    const bool half = dot != std::string_view::npos && attribute.sub.empty();
    if (!starts_well || half || attribute.sub.find('.') != std::string::npos) return std::nullopt;
    return attribute;
  }

  std::optional<ScimFilter> joined(int depth, std::string_view conjunction, Kind kind,
                                   std::optional<ScimFilter> (Parser::*operand)(int)) {
    if (depth > kDeepestScimFilter) return std::nullopt;
    auto first = (this->*operand)(depth);
    if (!first) return std::nullopt;
    ScimFilter together{.kind = kind};
    together.children.push_back(std::move(*first));
    while (take_word(conjunction)) {
      auto next = (this->*operand)(depth);
      if (!next) return std::nullopt;
      together.children.push_back(std::move(*next));
    }
    if (together.children.size() == 1) return std::move(together.children.front());
    return together;
  }
  std::optional<ScimFilter> any_of(int depth) {
    return joined(depth, "or", Kind::any_of, &Parser::all_of);
  }
  std::optional<ScimFilter> all_of(int depth) {
    return joined(depth, "and", Kind::all_of, &Parser::one);
  }

  std::optional<ScimFilter> one(int depth) {
    const bool negated = take_word("not");
    if (negated || (skip(), rest_.starts_with('('))) {
      if (!take("(")) return std::nullopt;
      auto inner = any_of(depth + 1);
      if (!inner || !take(")")) return std::nullopt;
      if (!negated) return inner;
      ScimFilter none{.kind = Kind::none_of};
      none.children.push_back(std::move(*inner));
      return none;
    }
    return attribute_expression(depth);
  }

  std::optional<ScimFilter> attribute_expression(int depth) {
    auto attribute = read_attribute();
    if (!attribute) return std::nullopt;
    ScimFilter filter{.attribute = std::move(*attribute)};
    if (rest_.starts_with('[')) {
      rest_.remove_prefix(1);
      auto inner = any_of(depth + 1);
      if (!inner || !take("]")) return std::nullopt;
      filter.kind = Kind::of_values;
      filter.children.push_back(std::move(*inner));
      return filter;
    }
    for (const auto& [name, op] : kOperators) {
      if (!take_word(name)) continue;
      filter.op = op;
      if (op == Operator::pr) return filter;
      auto value = read_value();
      if (!value) return std::nullopt;
      filter.value = std::move(*value);
      return filter;
    }
    return std::nullopt;
  }

  // A JSON string, number, true, false or null.
  std::optional<boost::json::value> read_value() {
    skip();
    std::size_t size = 0;
    if (rest_.starts_with('"')) {
      for (size = 1; size < rest_.size() && rest_[size] != '"'; ++size) {
        if (rest_[size] == '\\') ++size;
      }
      if (size >= rest_.size()) return std::nullopt;
      ++size;
    } else {
      const auto ends = [](char c) { return c == ' ' || c == ')' || c == ']'; };
      size = static_cast<std::size_t>(std::ranges::find_if(rest_, ends) - rest_.begin());
    }
    auto value = parse_json(rest_.substr(0, size));
    if (!value || value->is_object() || value->is_array()) return std::nullopt;
    rest_.remove_prefix(size);
    return std::move(*value);
  }

  std::string_view rest_;
};

}  // namespace

Result<ScimFilter> parse_scim_filter(std::string_view text) {
  std::optional<ScimFilter> filter;
  if (text.size() <= kLongestScimFilter) filter = Parser(text).whole_filter();
  if (!filter) return fail(Errc::invalid, "scim.filter", "This is no filter of RFC 7644 3.4.2.2.");
  return std::move(*filter);
}

Result<ScimPath> parse_scim_path(std::string_view text) {
  std::optional<ScimPath> path;
  if (text.size() <= kLongestScimFilter) path = Parser(text).whole_path();
  if (!path) return fail(Errc::invalid, "scim.path", "This is no path of RFC 7644 3.5.2.");
  return std::move(*path);
}

}  // namespace tessera::codec
