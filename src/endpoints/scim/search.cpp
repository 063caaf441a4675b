// How lists are asked for (RFC 7644 3.4.2, 3.4.3) and what is shown of a resource (3.9).
#include <algorithm>
#include <charconv>

#include <boost/json/serialize.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/codec/json.hpp>

#include "codec/scim_text.hpp"
#include "endpoints/scim/api.hpp"

namespace tessera::endpoints::scim_api {
namespace {

using boost::json::object;
using codec::ScimAttribute;
using codec::scim::same_text;

constexpr std::string_view kListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
constexpr std::size_t kMostNames = 50;

std::vector<ScimAttribute> names_in(std::string_view list) {
  std::vector<ScimAttribute> out;
  while (!list.empty() && out.size() < kMostNames) {
    const auto end = std::min(list.find(','), list.size());
    auto word = list.substr(0, end);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (auto path = codec::parse_scim_path(word); path && !path->values)
      out.push_back(std::move(path->attribute));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

bool is_of_core(const ScimAttribute& attribute) {
  return attribute.schema.empty() ||
         codec::scim::lower(attribute.schema).starts_with("urn:ietf:params:scim:schemas:core:");
}

// "urn:...:enterprise:2.0:User" alone names the extension.
bool names_extension(const ScimAttribute& attribute, std::string_view key) {
  return same_text(attribute.schema + ':' + attribute.name, key);
}

// A value with one sub-attribute only, or without it.
boost::json::value cut(const boost::json::value& value, std::string_view sub, bool keep) {
  if (const auto* list = value.if_array()) {
    boost::json::array out;
    for (const auto& each : *list) out.push_back(cut(each, sub, keep));
    return out;
  }
  const auto* members = value.if_object();
  if (members == nullptr) return value;
  object out;
  for (const auto& member : *members) {
    if (same_text(member.key(), sub) == keep) out[member.key()] = member.value();
  }
  return out;
}

void show_attribute(const object& from, object& into, const ScimAttribute& wanted) {
  for (const auto& member : from) {
    if (names_extension(wanted, member.key())) into[member.key()] = member.value();
    if (!same_text(member.key(), wanted.name)) continue;
    if (wanted.sub.empty()) {
      into[member.key()] = member.value();
    } else if (auto part = cut(member.value(), wanted.sub, true);
               into.contains(member.key()) && part.is_object() &&
               into.at(member.key()).is_object()) {
      for (auto& each : part.get_object())
        into[member.key()].as_object()[each.key()] = each.value();
    } else {
      into[member.key()] = std::move(part);
    }
  }
}

void hide_attribute(object& from, const ScimAttribute& unwanted) {
  std::vector<std::string> gone;
  for (auto& member : from) {
    const bool extension = names_extension(unwanted, member.key());
    if (!extension && !same_text(member.key(), unwanted.name)) continue;
    if (extension || unwanted.sub.empty())
      gone.emplace_back(member.key());
    else
      member.value() = cut(member.value(), unwanted.sub, false);
  }
  for (const auto& name : gone) from.erase(name);
}

// RFC 7644 3.4.2.4: less than 1 counts as 1; a count below 0 as 0.
std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

Result<void> put_range(Search& search, std::optional<std::int64_t> start,
                       std::optional<std::int64_t> count) {
  constexpr std::int64_t kFarthest = 1'000'000'000;
  search.list.start = std::clamp(start.value_or(1), std::int64_t{1}, kFarthest);
  search.list.count =
      std::clamp(count.value_or(scim::kDefaultPage), std::int64_t{0}, scim::kLargestPage);
  return {};
}

Result<void> put_words(Search& search, std::string_view filter, std::string_view sort_by,
                       std::string_view order) {
  if (!filter.empty()) {
    auto parsed = codec::parse_scim_filter(filter);
    if (!parsed) return fail(Errc::invalid, "invalidFilter", "The filter is malformed.");
    search.list.filter = std::move(*parsed);
  }
  if (!sort_by.empty()) {
    auto path = codec::parse_scim_path(sort_by);
    if (!path || path->values)
      return fail(Errc::invalid, "invalidPath", "sortBy is no name of an attribute.");
    search.list.sort_by = std::move(path->attribute);
  }
  search.list.descending = same_text(order, "descending");
  return {};
}

}  // namespace

object project(const object& resource, std::string_view shown, std::string_view hidden) {
  object out;
  if (shown.empty()) {
    out = resource;
    for (const auto& name : names_in(hidden)) {
      if (is_of_core(name)) {
        hide_attribute(out, name);
      } else if (auto* extension = out.if_contains(name.schema);
                 extension && extension->is_object()) {
        hide_attribute(extension->get_object(), name);
      } else {
        hide_attribute(out, name);
      }
    }
  } else {
    for (const auto& name : names_in(shown)) {
      const auto* extension = is_of_core(name) ? nullptr : resource.if_contains(name.schema);
      if (extension == nullptr || !extension->is_object()) {
        show_attribute(resource, out, name);
        continue;
      }
      auto& part = out[name.schema];
      if (!part.is_object()) part = object{};
      show_attribute(extension->get_object(), part.get_object(), name);
    }
  }
  // RFC 7643 7: returned always.
  for (const auto* name : {"schemas", "id"}) {
    if (const auto* value = resource.if_contains(name)) out[name] = *value;
  }
  return out;
}

Result<Search> search_of_query(const http::Request& request) {
  const auto form = codec::Form::parse(request.query);
  if (!form) return fail(Errc::invalid, "invalidSyntax", "The query is malformed.");
  if (form->duplicate()) return fail(Errc::invalid, "invalidSyntax", "A parameter occurs twice.");
  Search out{.shown = form->value("attributes"), .hidden = form->value("excludedAttributes")};
  if (const auto* cursor = form->get("cursor")) out.list.cursor = *cursor;
  const auto start = form->value("startIndex"), count = form->value("count");
  const auto first = number(start), most = number(count);
  if ((!start.empty() && !first) || (!count.empty() && !most))
    return fail(Errc::invalid, "invalidValue", "startIndex and count are numbers.");
  if (auto good = put_range(out, first, most); !good) return std::unexpected(good.error());
  if (auto good =
          put_words(out, form->value("filter"), form->value("sortBy"), form->value("sortOrder"));
      !good)
    return std::unexpected(std::move(good.error()));
  return out;
}

Result<Search> search_of_body(const object& body) {
  Search out;
  const auto joined = [&](std::string_view name) {
    std::string text;
    const auto* list = codec::find_scim_member(body, name);
    if (list == nullptr || !list->is_array()) return codec::text_of(body, name);
    for (const auto& each : list->get_array()) {
      if (each.is_string()) text += (text.empty() ? "" : ",") + std::string(each.get_string());
    }
    return text;
  };
  const auto whole = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto* found = codec::find_scim_member(body, name);
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    return found->get_int64();
  };
  out.shown = joined("attributes");
  out.hidden = joined("excludedAttributes");
  if (const auto* cursor = codec::find_string(body, "cursor"))
    out.list.cursor = std::string(*cursor);
  if (auto good = put_range(out, whole("startIndex"), whole("count")); !good)
    return std::unexpected(good.error());
  if (auto good = put_words(out, codec::text_of(body, "filter"), codec::text_of(body, "sortBy"),
                            codec::text_of(body, "sortOrder"));
      !good)
    return std::unexpected(std::move(good.error()));
  return out;
}

http::Response show_list(const Search& search, scim::ListPage page) {
  object body{{"schemas", boost::json::array{kListSchema}}, {"itemsPerPage", page.items.size()}};
  if (page.counted) body["totalResults"] = page.total;
  if (!search.list.cursor) body["startIndex"] = page.start;
  if (page.next_cursor) body["nextCursor"] = *page.next_cursor;
  boost::json::array resources;
  for (const auto& item : page.items)
    resources.push_back(project(item, search.shown, search.hidden));
  body["Resources"] = std::move(resources);
  return answer(body);
}

}  // namespace tessera::endpoints::scim_api
