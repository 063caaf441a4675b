#include <tessera/codec/scim_filter.hpp>

#include <algorithm>

#include "codec/scim_text.hpp"

namespace tessera::codec {
namespace {

using boost::json::object;
using boost::json::value;
using Kind = ScimFilter::Kind;
using Operator = ScimFilter::Operator;

constexpr std::string_view kScimCoreSchemas = "urn:ietf:params:scim:schemas:core:";

// RFC 7643 3.1, 4.3: these are caseExact.
bool is_exact(const ScimAttribute& attribute) {
  const auto& name = attribute.sub.empty() ? attribute.name : attribute.sub;
  return scim::same_text(name, "id") || scim::same_text(name, "externalId") ||
         scim::same_text(name, "$ref");
}

template <class T>
bool compare_order(Operator op, const T& held, const T& wanted) {
  switch (op) {
    case Operator::eq:
      return held == wanted;
    case Operator::ne:
      return held != wanted;
    case Operator::gt:
      return held > wanted;
    case Operator::ge:
      return held >= wanted;
    case Operator::lt:
      return held < wanted;
    case Operator::le:
      return held <= wanted;
    default:
      return false;
  }
}

bool compare_text(Operator op, std::string_view held, std::string_view wanted) {
  switch (op) {
    case Operator::co:
      return held.find(wanted) != std::string_view::npos;
    case Operator::sw:
      return held.starts_with(wanted);
    case Operator::ew:
      return held.ends_with(wanted);
    default:
      return compare_order(op, held, wanted);
  }
}

std::optional<bool> as_bool(const value& v) {
  if (v.is_bool()) return v.get_bool();
  if (!v.is_string()) return std::nullopt;
  const auto text = scim::lower(v.get_string());
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

bool compare(const ScimFilter& filter, const value& held) {
  const auto& wanted = filter.value;
  if (held.is_string() && wanted.is_string()) {
    if (is_exact(filter.attribute))
      return compare_text(filter.op, held.get_string(), wanted.get_string());
    return compare_text(filter.op, scim::lower(held.get_string()),
                        scim::lower(wanted.get_string()));
  }
  if (held.is_number() && wanted.is_number())
    return compare_order(filter.op, held.to_number<double>(), wanted.to_number<double>());
  const auto a = as_bool(held), b = as_bool(wanted);
  if (a && b) return filter.op == Operator::eq ? *a == *b : filter.op == Operator::ne && *a != *b;
  return filter.op == Operator::ne;
}

bool is_present(const value& v) {
  if (v.is_null()) return false;
  if (v.is_string()) return !v.get_string().empty();
  if (v.is_array()) return !v.get_array().empty();
  return !v.is_object() || !v.get_object().empty();
}

// One simple value, or one complex value whose sub-attribute is meant.
bool test_single(const ScimFilter& filter, const value& held) {
  const value* simple = &held;
  if (held.is_object()) {
    const auto& sub = filter.attribute.sub.empty() ? std::string("value") : filter.attribute.sub;
    const auto* found = find_scim_member(held.get_object(), sub);
    if (filter.op == Operator::pr && filter.attribute.sub.empty()) return is_present(held);
    if (found == nullptr) return filter.op == Operator::ne;
    simple = found;
  }
  return filter.op == Operator::pr ? is_present(*simple) : compare(filter, *simple);
}

bool test(const ScimFilter& filter, const value* held) {
  if (held == nullptr || held->is_null())
    return (filter.op == Operator::eq && filter.value.is_null()) ||
           (filter.op == Operator::ne && !filter.value.is_null());
  if (!held->is_array()) return test_single(filter, *held);
  return std::ranges::any_of(held->get_array(),
                             [&](const value& each) { return test_single(filter, each); });
}

// The attribute where it stands: an extension's in an object named by its schema (RFC 7643 3.3),
// the core's beside each other. nullptr if it is absent.
const value* find_attribute(const ScimAttribute& attribute, const object& resource) {
  if (attribute.schema.empty() || scim::lower(attribute.schema).starts_with(kScimCoreSchemas))
    return find_scim_member(resource, attribute.name);
  const auto* extension = find_scim_member(resource, attribute.schema);
  if (extension == nullptr || !extension->is_object()) return nullptr;
  return find_scim_member(extension->get_object(), attribute.name);
}

bool any_value(const value* held, const ScimFilter& inner) {
  if (held == nullptr) return false;
  if (!held->is_array()) return matches_value(inner, *held);
  return std::ranges::any_of(held->get_array(),
                             [&](const value& each) { return matches_value(inner, each); });
}

}  // namespace

bool matches(const ScimFilter& filter, const object& resource) {
  const auto holds = [&](const ScimFilter& child) { return matches(child, resource); };
  switch (filter.kind) {
    case Kind::all_of:
      return std::ranges::all_of(filter.children, holds);
    case Kind::any_of:
      return std::ranges::any_of(filter.children, holds);
    case Kind::none_of:
      return std::ranges::none_of(filter.children, holds);
    case Kind::of_values:
      return any_value(find_attribute(filter.attribute, resource), filter.children.front());
    case Kind::compare:
      break;
  }
  return test(filter, find_attribute(filter.attribute, resource));
}

bool matches_value(const ScimFilter& filter, const value& held) {
  if (held.is_object()) return matches(filter, held.get_object());
  return matches(filter, object{{"value", held}});
}

const value* find_scim_member(const object& o, std::string_view name) {
  if (const auto* exact = o.if_contains(name)) return exact;
  const auto found = std::ranges::find_if(
      o, [&](const auto& member) { return scim::same_text(member.key(), name); });
  return found == o.end() ? nullptr : &found->value();
}

const ScimFilter* find_scim_equality(const ScimFilter& filter, std::string_view name,
                                     std::string_view sub) {
  const auto& attribute = filter.attribute;
  const bool same_sub = attribute.sub.empty() || scim::same_text(attribute.sub, sub);
  if (filter.kind == Kind::compare && filter.op == Operator::eq && filter.value.is_string() &&
      scim::same_text(attribute.name, name) && same_sub)
    return &filter;
  if (filter.kind != Kind::all_of) return nullptr;
  for (const auto& child : filter.children) {
    if (const auto* found = find_scim_equality(child, name, sub)) return found;
  }
  return nullptr;
}

}  // namespace tessera::codec
