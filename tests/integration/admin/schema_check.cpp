#include "tests/integration/admin/schema_check.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace tessera::test {
namespace {

namespace json = boost::json;

bool has_type(const json::value& value, const json::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "boolean") return value.is_bool();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "null") return value.is_null();
  throw std::logic_error("unknown type in the schema");
}

bool type_fits(const json::value& types, const json::value& value) {
  if (types.is_string()) return has_type(value, types.get_string());
  return std::ranges::any_of(types.as_array(),
                             [&](const auto& type) { return has_type(value, type.as_string()); });
}

std::string check_object(const json::object& document, const json::object& schema,
                         const json::object& value, const std::string& where) {
  const auto* properties = schema.if_contains("properties");
  if (const auto* required = schema.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      if (!value.contains(name.as_string()))
        return where + " lacks " + std::string(name.as_string());
    }
  }
  for (const auto& member : value) {
    const auto* known =
        properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
    if (known == nullptr) {
      if (schema.contains("additionalProperties"))
        return where + " has " + std::string(member.key());
      continue;
    }
    const auto inner =
        check_schema(document, *known, member.value(), where + '.' + std::string(member.key()));
    if (!inner.empty()) return inner;
  }
  return {};
}

}  // namespace

std::string check_schema(const json::object& document, const json::value& schema_value,
                         const json::value& value, const std::string& where) {
  const auto& schema = schema_value.as_object();
  if (const auto* ref = schema.if_contains("$ref")) {
    const std::string name(ref->as_string());
    const auto& target =
        document.at("components").at("schemas").at(name.substr(name.rfind('/') + 1));
    return check_schema(document, target, value, where);
  }
  if (const auto* choices = schema.if_contains("oneOf")) {
    const auto fitting = std::ranges::count_if(choices->as_array(), [&](const auto& choice) {
      return check_schema(document, choice, value, where).empty();
    });
    return fitting == 1 ? "" : where + " fits none of its schemas";
  }
  if (const auto* type = schema.if_contains("type"); type != nullptr && !type_fits(*type, value)) {
    return where + " has another type: " + json::serialize(value);
  }
  if (const auto* words = schema.if_contains("enum")) {
    if (std::ranges::find(words->as_array(), value) == words->as_array().end())
      return where + " has another word";
  }
  if (value.is_object()) return check_object(document, schema, value.get_object(), where);
  if (value.is_array() && schema.contains("items")) {
    for (const auto& item : value.get_array()) {
      const auto inner = check_schema(document, schema.at("items"), item, where + "[]");
      if (!inner.empty()) return inner;
    }
  }
  return {};
}

}  // namespace tessera::test
