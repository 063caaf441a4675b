#include <tessera/scim/patch.hpp>

#include <algorithm>
#include <array>
#include <string>

#include <boost/json/array.hpp>

#include <tessera/codec/scim_filter.hpp>
#include <tessera/scim/user.hpp>

#include "codec/scim_text.hpp"

namespace tessera::scim {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using codec::ScimFilter;
using codec::scim::same_text;

enum class Verb { add, replace, remove };
using Done = Result<void>;

std::unexpected<Error> refuse(std::string type, std::string text) {
  return fail(Errc::invalid, std::move(type), std::move(text));
}

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names, [&](auto each) { return same_text(each, name); });
}

// RFC 7643 2.1: the name as it stands there already, else as it was written.
std::string key_of(const object& in, std::string_view name) {
  for (const auto& member : in) {
    if (same_text(member.key(), name)) return std::string(member.key());
  }
  return std::string(name);
}

void erase(object& from, std::string_view name) {
  from.erase(key_of(from, name));
}

// Members of one complex value replace or join those of another (RFC 7644 3.5.2.1, 3.5.2.3).
void merge(object& into, const object& from) {
  for (const auto& member : from) into[key_of(into, member.key())] = member.value();
}

const value& identity_of(const value& entry) {
  if (const auto* members = entry.if_object()) {
    if (const auto* found = codec::find_scim_member(*members, "value")) return *found;
  }
  return entry;
}

bool is_primary(const value& entry) {
  const auto* members = entry.if_object();
  const auto* flag = members == nullptr ? nullptr : codec::find_scim_member(*members, "primary");
  if (flag == nullptr) return false;
  return flag->is_string() ? same_text(flag->get_string(), "true") : *flag == value(true);
}

// RFC 7644 3.5.2: a new primary value takes the place of the old one.
void keep_one_primary(array& list, const array& before) {
  if (std::ranges::count_if(list, is_primary) < 2) return;
  for (auto& entry : list) {
    const auto old = std::ranges::find(before, identity_of(entry), identity_of);
    if (is_primary(entry) && old != before.end() && is_primary(*old))
      erase(entry.as_object(), "primary");
  }
}

// What a filter says that a value has, for one that does not exist yet: type eq "work".
bool describe(const ScimFilter& filter, object& into) {
  if (filter.kind == ScimFilter::Kind::all_of)
    return std::ranges::all_of(filter.children,
                               [&](const auto& child) { return describe(child, into); });
  if (filter.kind != ScimFilter::Kind::compare || filter.op != ScimFilter::Operator::eq ||
      !filter.attribute.sub.empty())
    return false;
  into[filter.attribute.name] = filter.value;
  return true;
}

class Patch {
 public:
  Patch(object& resource, const PatchRules& rules) : resource_(resource), rules_(rules) {}

  Done apply(Verb verb, std::string_view path, const value* given) {
    if (is_one_of(rules_.extensions, path)) return apply_extension(verb, path, given);
    const auto parsed = codec::parse_scim_path(path);
    if (!parsed) return refuse("invalidPath", "A path is malformed.");
    const auto& attribute = parsed->attribute;
    if (is_one_of(rules_.read_only, attribute.name) && attribute.schema.empty())
      return refuse("mutability", attribute.name + " is read-only.");
    if (verb != Verb::remove && given == nullptr)
      return refuse("invalidValue", "An operation has no value.");
    auto* home = home_of(attribute.schema);
    if (home == nullptr) return {};  // of an extension that is not kept
    if (parsed->values) return apply_to_values(verb, *home, *parsed, given);
    if (!attribute.sub.empty()) return apply_to_sub(verb, *home, attribute, given);
    return apply_to_attribute(verb, *home, attribute.name, given);
  }

  // RFC 7644 3.5.2.1, 3.5.2.3: without a path the value holds what is set. What is read-only there
  // is left alone: clients send whole resources.
  Done apply_all(Verb verb, const object& members) {
    for (const auto& member : members) {
      const std::string_view name = member.key();
      if (is_one_of(rules_.read_only, name)) continue;
      if (name.starts_with("urn:") && !is_one_of(rules_.extensions, name) &&
          member.value().is_object())
        continue;
      if (auto done = apply(verb, name, &member.value()); !done) return done;
    }
    return {};
  }

 private:
  object* home_of(std::string_view schema) {
    if (schema.empty() ||
        codec::scim::lower(schema).starts_with("urn:ietf:params:scim:schemas:core:"))
      return &resource_;
    if (!is_one_of(rules_.extensions, schema)) return nullptr;
    auto& home = resource_[key_of(resource_, canonical(schema))];
    if (!home.is_object()) home = object{};
    return &home.get_object();
  }
  std::string_view canonical(std::string_view schema) const {
    return *std::ranges::find_if(rules_.extensions,
                                 [&](auto each) { return same_text(each, schema); });
  }

  Done apply_extension(Verb verb, std::string_view schema, const value* given) {
    if (verb == Verb::remove) {
      erase(resource_, schema);
      return {};
    }
    if (given == nullptr || !given->is_object())
      return refuse("invalidValue", "An extension is an object.");
    for (const auto& member : given->get_object()) {
      const auto path = std::string(canonical(schema)) + ':' + std::string(member.key());
      if (auto done = apply(verb, path, &member.value()); !done) return done;
    }
    return {};
  }

  Done apply_to_attribute(Verb verb, object& home, std::string_view name, const value* given) {
    if (is_one_of(rules_.lists, name)) return apply_to_list(verb, home, name, given);
    if (verb == Verb::remove) {
      erase(home, name);
      return {};
    }
    auto& target = home[key_of(home, name)];
    if (target.is_object() && given->is_object())
      merge(target.get_object(), given->get_object());
    else
      target = *given;
    return {};
  }

  Done apply_to_list(Verb verb, object& home, std::string_view name, const value* given) {
    auto& target = home[key_of(home, name)];
    if (!target.is_array()) target = array{};
    auto& list = target.get_array();
    const auto before = list;
    const array one = given == nullptr    ? array{}
                      : given->is_array() ? given->get_array()
                      : given->is_null()  ? array{}
                                          : array{*given};
    if (verb == Verb::remove) {
      // Microsoft Entra ID names what goes in the value; else all of it goes.
      if (one.empty())
        list.clear();
      else
        remove_named(list, one);
      return {};
    }
    if (verb == Verb::replace) list.clear();
    for (const auto& entry : one) put(list, entry);
    keep_one_primary(list, before);
    return {};
  }

  static void remove_named(array& list, const array& names) {
    auto gone = std::ranges::remove_if(list, [&](const value& entry) {
      return std::ranges::find(names, identity_of(entry), identity_of) != names.end();
    });
    list.erase(gone.begin(), list.end());
  }

  // RFC 7644 3.5.2.1: what is there already is not added twice.
  static void put(array& list, const value& entry) {
    const auto same = [&](const value& each) {
      if (identity_of(each) != identity_of(entry)) return false;
      const auto* a = each.if_object();
      const auto* b = entry.if_object();
      const auto* type_a = a == nullptr ? nullptr : codec::find_scim_member(*a, "type");
      const auto* type_b = b == nullptr ? nullptr : codec::find_scim_member(*b, "type");
      return type_a == nullptr || type_b == nullptr || *type_a == *type_b;
    };
    const auto found = std::ranges::find_if(list, same);
    if (found == list.end())
      list.push_back(entry);
    else if (found->is_object() && entry.is_object())
      merge(found->get_object(), entry.get_object());
  }

  Done apply_to_sub(Verb verb, object& home, const codec::ScimAttribute& attribute,
                    const value* given) {
    auto& target = home[key_of(home, attribute.name)];
    if (is_one_of(rules_.lists, attribute.name)) {
      if (!target.is_array() || target.get_array().empty())
        return refuse("noTarget", attribute.name + " has no values.");
      for (auto& entry : target.get_array()) set_sub(verb, entry, attribute.sub, given);
      return {};
    }
    if (!target.is_object()) target = object{};
    set_sub(verb, target, attribute.sub, given);
    if (target.get_object().empty()) erase(home, attribute.name);
    return {};
  }

  static void set_sub(Verb verb, value& entry, std::string_view sub, const value* given) {
    if (!entry.is_object()) entry = object{};
    auto& members = entry.get_object();
    if (verb == Verb::remove)
      erase(members, sub);
    else
      members[key_of(members, sub)] = *given;
  }

  Done apply_to_values(Verb verb, object& home, const codec::ScimPath& path, const value* given) {
    const auto& name = path.attribute.name;
    if (!is_one_of(rules_.lists, name))
      return refuse("invalidPath", name + " has no values to choose from.");
    auto& target = home[key_of(home, name)];
    if (!target.is_array()) target = array{};
    auto& list = target.get_array();
    const auto before = list;
    const auto meant = [&](const value& entry) {
      return codec::matches_value(*path.values, entry);
    };
    if (verb == Verb::remove && path.attribute.sub.empty()) {
      auto gone = std::ranges::remove_if(list, meant);
      list.erase(gone.begin(), list.end());
      return {};
    }
    if (std::ranges::none_of(list, meant)) {
      if (verb == Verb::remove) return {};
      // RFC 7644 3.5.2.3 has noTarget here; several clients expect the value to be made.
      object fresh;
      if (!describe(*path.values, fresh)) return refuse("noTarget", "No value fits the path.");
      list.push_back(std::move(fresh));
    }
    for (auto& entry : list) {
      if (!meant(entry)) continue;
      if (!path.attribute.sub.empty())
        set_sub(verb, entry, path.attribute.sub, given);
      else if (given->is_object() && entry.is_object())
        merge(entry.get_object(), given->get_object());
      else
        return refuse("invalidValue", "A value of " + name + " is an object.");
    }
    keep_one_primary(list, before);
    return {};
  }

  object& resource_;
  const PatchRules& rules_;
};

Result<Verb> verb_of(const object& operation) {
  const auto* op = codec::find_scim_member(operation, "op");
  if (op != nullptr && op->is_string()) {
    if (same_text(op->get_string(), "add")) return Verb::add;
    if (same_text(op->get_string(), "replace")) return Verb::replace;
    if (same_text(op->get_string(), "remove")) return Verb::remove;
  }
  return refuse("invalidSyntax", "op is add, replace or remove.");
}

Done apply_one(object& resource, const value& given, const PatchRules& rules) {
  if (!given.is_object()) return refuse("invalidSyntax", "An operation is an object.");
  const auto& operation = given.get_object();
  const auto verb = verb_of(operation);
  if (!verb) return std::unexpected(verb.error());
  const auto* path = codec::find_scim_member(operation, "path");
  const auto* content = codec::find_scim_member(operation, "value");
  Patch patch(resource, rules);
  if (path != nullptr && !path->is_null()) {
    if (!path->is_string()) return refuse("invalidPath", "A path is a text.");
    if (!path->get_string().empty()) return patch.apply(*verb, path->get_string(), content);
  }
  if (*verb == Verb::remove) return refuse("noTarget", "remove needs a path.");
  if (content == nullptr || !content->is_object())
    return refuse("invalidValue", "Without a path the value is an object.");
  return patch.apply_all(*verb, content->get_object());
}

}  // namespace

const PatchRules& user_patch_rules() {
  static constexpr std::array<std::string_view, 2> kLists{"emails", "phoneNumbers"};
  static constexpr std::array<std::string_view, 4> kReadOnly{"id", "meta", "groups", "schemas"};
  static constexpr std::array kExtensions{kEnterpriseSchema};
  static constexpr PatchRules kRules{kLists, kReadOnly, kExtensions};
  return kRules;
}

const PatchRules& group_patch_rules() {
  static constexpr std::array<std::string_view, 1> kLists{"members"};
  static constexpr std::array<std::string_view, 3> kReadOnly{"id", "meta", "schemas"};
  static constexpr PatchRules kRules{kLists, kReadOnly, {}};
  return kRules;
}

Result<object> apply_patch(const object& resource, const object& request, const PatchRules& rules) {
  const auto* operations = codec::find_scim_member(request, "Operations");
  if (operations == nullptr || !operations->is_array() || operations->get_array().empty())
    return refuse("invalidSyntax", "A PATCH has Operations.");
  if (operations->get_array().size() > kMostPatchOperations)
    return refuse("tooMany", "A PATCH has at most 200 operations.");
  auto out = resource;
  for (const auto& each : operations->get_array()) {
    if (auto done = apply_one(out, each, rules); !done)
      return std::unexpected(std::move(done.error()));
  }
  return out;
}

}  // namespace tessera::scim
