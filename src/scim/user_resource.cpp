#include "scim/user_resource.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/codec/scim_filter.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::scim {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t kLongestText = 200;
constexpr std::size_t kMostValues = 20;
constexpr std::array<std::string_view, 5> kTexts{"displayName", "title", "userType",
                                                 "preferredLanguage", "locale"};
constexpr std::array<std::string_view, 6> kNameParts{
    "formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"};
constexpr std::array<std::string_view, 2> kLists{"emails", "phoneNumbers"};
constexpr std::array<std::string_view, 4> kEnterpriseTexts{"employeeNumber", "costCenter",
                                                           "organization", "department"};

std::unexpected<Error> wrong(std::string_view attribute) {
  return fail(
      Errc::invalid, "invalidValue",
      "The value of " + std::string(attribute) + " is missing, too long or of a wrong type.");
}

// nullptr: absent or unassigned (RFC 7643 2.5).
const value* take(const object& from, std::string_view name) {
  const auto* found = codec::find_scim_member(from, name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

// A line of text; some clients send numbers.
Result<std::string> line(const value& from, std::string_view name) {
  std::string text;
  if (from.is_string())
    text = std::string(from.get_string());
  else if (from.is_int64())
    text = std::to_string(from.get_int64());
  else
    return wrong(name);
  if (text.size() > kLongestText || !codec::is_plain_text(text)) return wrong(name);
  auto normal = people::normalise_text(text);
  if (!normal) return wrong(name);
  return std::move(*normal);
}

// Microsoft Entra ID writes "True" and "False".
Result<bool> truth(const value& from, std::string_view name) {
  if (from.is_bool()) return from.get_bool();
  if (const auto* text = from.if_string()) {
    const auto folded = people::fold_text(std::string_view(*text));
    if (folded && *folded == "true") return true;
    if (folded && *folded == "false") return false;
  }
  return wrong(name);
}

template <std::size_t N>
Result<void> take_lines(const object& from, const std::array<std::string_view, N>& names,
                        object& into) {
  for (const auto name : names) {
    const auto* found = take(from, name);
    if (found == nullptr) continue;
    auto text = line(*found, name);
    if (!text) return std::unexpected(std::move(text.error()));
    if (!text->empty()) into[name] = std::move(*text);
  }
  return {};
}

Result<std::optional<object>> read_entry(const value& from, std::string_view name) {
  const auto* members = from.if_object();
  if (members == nullptr) return wrong(name);
  object out;
  static constexpr std::array<std::string_view, 3> kParts{"value", "type", "display"};
  if (auto good = take_lines(*members, kParts, out); !good)
    return std::unexpected(std::move(good.error()));
  if (const auto* primary = take(*members, "primary")) {
    const auto is_primary = truth(*primary, name);
    if (!is_primary) return std::unexpected(is_primary.error());
    if (*is_primary) out["primary"] = true;
  }
  if (!out.contains("value")) return std::optional<object>{};
  return std::optional(std::move(out));
}

Result<array> read_list(const value& from, std::string_view name) {
  const auto* entries = from.if_array();
  if (entries == nullptr || entries->size() > kMostValues) return wrong(name);
  array out;
  int primaries = 0;
  for (const auto& each : *entries) {
    auto entry = read_entry(each, name);
    if (!entry) return std::unexpected(std::move(entry.error()));
    if (!*entry) continue;
    primaries += (*entry)->contains("primary") ? 1 : 0;
    out.push_back(std::move(**entry));
  }
  if (primaries > 1) return wrong(name);  // RFC 7643 2.4
  return out;
}

// {"value": id}, its id alone, or one of them in a list, as Microsoft Entra ID writes it.
Result<Uuid> read_manager(const value& from) {
  const value* found = &from;
  if (const auto* list = from.if_array(); list != nullptr && list->size() == 1)
    found = &list->front();
  if (const auto* members = found->if_object()) found = take(*members, "value");
  if (found == nullptr || !found->is_string()) return wrong("manager");
  const auto id = parse_uuid(std::string_view(found->get_string()));
  if (!id) return wrong("manager");
  return *id;
}

bool is_unassigned(const value& from) {
  if (const auto* text = from.if_string()) return text->empty();
  if (const auto* list = from.if_array()) return list->empty();
  const auto* members = from.if_object();
  const auto* inner = members == nullptr ? nullptr : codec::find_scim_member(*members, "value");
  return members != nullptr && (inner == nullptr || inner->is_null() || is_unassigned(*inner));
}

Result<void> read_enterprise(const object& body, UserInput& into) {
  const auto* found = take(body, kEnterpriseSchema);
  if (found == nullptr) return {};
  const auto* extension = found->if_object();
  if (extension == nullptr) return wrong("the enterprise extension");
  object kept;
  if (auto good = take_lines(*extension, kEnterpriseTexts, kept); !good) return good;
  into.employee_number = codec::text_of(kept, "employeeNumber");
  into.department = codec::text_of(kept, "department");
  if (const auto* manager = take(*extension, "manager"); manager && !is_unassigned(*manager)) {
    const auto id = read_manager(*manager);
    if (!id) return std::unexpected(id.error());
    into.manager = *id;
    kept["manager"] = object{{"value", to_string(*id)}};
  }
  if (!kept.empty()) into.members[kEnterpriseSchema] = std::move(kept);
  return {};
}

Result<void> read_names(const object& body, UserInput& into) {
  const auto* name = take(body, "userName");
  if (name == nullptr) return wrong("userName");
  auto text = line(*name, "userName");
  if (!text || text->empty()) return wrong("userName");
  into.user_name = *text;
  into.members["userName"] = std::move(*text);
  if (const auto* external = take(body, "externalId")) {
    auto id = line(*external, "externalId");
    if (!id) return std::unexpected(std::move(id.error()));
    into.external_id = *id;
    if (!id->empty()) into.members["externalId"] = std::move(*id);
  }
  const auto* parts = take(body, "name");
  if (parts == nullptr) return {};
  if (!parts->is_object()) return wrong("name");
  object kept;
  if (auto good = take_lines(parts->get_object(), kNameParts, kept); !good) return good;
  if (!kept.empty()) into.members["name"] = std::move(kept);
  return {};
}

}  // namespace

Result<UserInput> read_user(const object& body) {
  UserInput out;
  if (auto good = read_names(body, out); !good) return std::unexpected(std::move(good.error()));
  if (auto good = take_lines(body, kTexts, out.members); !good)
    return std::unexpected(std::move(good.error()));
  out.title = codec::text_of(out.members, "title");
  for (const auto name : kLists) {
    const auto* found = take(body, name);
    if (found == nullptr) continue;
    auto list = read_list(*found, name);
    if (!list) return std::unexpected(std::move(list.error()));
    if (list->empty()) continue;
    if (name == "emails") {
      for (const auto& entry : *list)
        out.emails.push_back(codec::text_of(entry.get_object(), "value"));
    }
    out.members[name] = std::move(*list);
  }
  if (const auto* active = take(body, "active")) {
    const auto is_active = truth(*active, "active");
    if (!is_active) return std::unexpected(is_active.error());
    out.active = *is_active;
  }
  if (auto good = read_enterprise(body, out); !good)
    return std::unexpected(std::move(good.error()));
  return out;
}

object written_user(const object& members, bool active) {
  auto out = members;
  out["active"] = active;
  return out;
}

object render_user(const UserRow& row, const object& members, std::string_view base) {
  auto out = written_user(members, row.active);
  array schemas{kUserSchema};
  if (out.contains(kEnterpriseSchema)) schemas.emplace_back(kEnterpriseSchema);
  out["schemas"] = std::move(schemas);
  out["id"] = to_string(row.id);
  array groups;
  for (const auto& group : row.groups) {
    groups.push_back(object{{"value", to_string(group.id)},
                            {"$ref", std::string(base) + "/Groups/" + to_string(group.id)},
                            {"display", group.name},
                            {"type", "direct"}});
  }
  if (!groups.empty()) out["groups"] = std::move(groups);
  if (auto* extension = out.if_contains(kEnterpriseSchema)) {
    if (auto* manager = extension->as_object().if_contains("manager")) {
      auto& reference = manager->as_object();
      reference["$ref"] = std::string(base) + "/Users/" + codec::text_of(reference, "value");
    }
  }
  out["meta"] = object{{"resourceType", "User"},
                       {"created", codec::render_rfc3339(row.created)},
                       {"lastModified", codec::render_rfc3339(row.changed)},
                       {"location", std::string(base) + "/Users/" + to_string(row.id)},
                       {"version", "W/\"" + std::to_string(row.version) + '"'}};
  return out;
}

Uuid decide_unit(std::string_view department, const Connection& connection) {
  const auto wanted = people::fold_text(department);
  if (!wanted || wanted->empty()) return connection.unit;
  std::optional<Uuid> found;
  for (const auto& each : connection.units) {
    const auto name = people::fold_text(each.name);
    if (to_string(each.unit) != *wanted && (!name || *name != *wanted)) continue;
    if (found) return connection.unit;
    found = each.unit;
  }
  return found.value_or(connection.unit);
}

}  // namespace tessera::scim
