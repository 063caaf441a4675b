#include <tessera/codec/json.hpp>

#include <boost/json/parse.hpp>

namespace tessera::codec {
namespace {

namespace json = boost::json;

// In valid JSON every member has one colon outside strings. Boost.JSON keeps the last of duplicate
// members only, so a text with more colons than its value has members had a duplicate.
std::size_t count_colons(std::string_view text) {
  std::size_t count = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"')
      in_string = !in_string;
    else if (in_string && text[i] == '\\')
      ++i;
    else if (!in_string && text[i] == ':')
      ++count;
  }
  return count;
}

std::size_t count_members(const json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count += object->size();
    for (const auto& member : *object) count += count_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += count_members(element);
  }
  return count;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return fail(Errc::too_large, "json.too_large");
  json::error_code error;
  auto value = json::parse({text.data(), text.size()}, error, {}, {.max_depth = 32});
  if (error) return fail(Errc::invalid, "json.malformed", {}, error.message());
  if (count_colons(text) != count_members(value)) return fail(Errc::invalid, "json.duplicate");
  return value;
}

Result<json::object> parse_json_object(std::string_view text, std::size_t max_bytes) {
  auto value = parse_json(text, max_bytes);
  if (!value) return std::unexpected(std::move(value.error()));
  if (!value->is_object()) return fail(Errc::invalid, "json.not_object");
  return std::move(value->as_object());
}

const json::string* find_string(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains({name.data(), name.size()});
  return member == nullptr ? nullptr : member->if_string();
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* text = find_string(object, name);
  return text == nullptr ? std::string() : std::string(*text);
}

}  // namespace tessera::codec
