#include <tessera/scim/list.hpp>

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>

#include "codec/scim_text.hpp"

namespace tessera::scim {
namespace {

using boost::json::object;
using boost::json::value;

// RFC 7644 3.4.2.3: of several values the primary one, else the first.
const value* pick(const value* found) {
  if (found == nullptr || !found->is_array()) return found;
  const auto& list = found->get_array();
  const auto primary = std::ranges::find_if(list, [](const value& each) {
    const auto* members = each.if_object();
    const auto* flag = members == nullptr ? nullptr : codec::find_scim_member(*members, "primary");
    return flag != nullptr && *flag == value(true);
  });
  if (primary != list.end()) return &*primary;
  return list.empty() ? nullptr : &list.front();
}

// Text by which it is ordered; without a value it comes last.
std::string sort_key(const object& resource, const codec::ScimAttribute& by) {
  const object* home = &resource;
  if (const auto* extension = codec::find_scim_member(resource, by.schema);
      extension != nullptr && extension->is_object())
    home = &extension->get_object();
  const auto* found = pick(codec::find_scim_member(*home, by.name));
  if (found != nullptr && found->is_object())
    found = codec::find_scim_member(found->get_object(), by.sub.empty() ? "value" : by.sub);
  if (found == nullptr || found->is_null()) return "\xff";
  if (found->is_string()) return codec::scim::lower(found->get_string());
  if (found->is_bool()) return found->get_bool() ? "1" : "0";
  return "\xff";
}

}  // namespace

ListPage cut_page(std::vector<object> all, const ListQuery& query) {
  if (query.sort_by) {
    std::vector<std::pair<std::string, std::size_t>> order;
    for (std::size_t i = 0; i < all.size(); ++i)
      order.emplace_back(sort_key(all[i], *query.sort_by), i);
    std::ranges::sort(order, [&](const auto& a, const auto& b) {
      if (a.first == b.first) return a.second < b.second;
      return query.descending ? b.first < a.first : a.first < b.first;
    });
    std::vector<object> sorted;
    for (const auto& [key, at] : order) sorted.push_back(std::move(all[at]));
    all = std::move(sorted);
  }
  ListPage page{.total = static_cast<std::int64_t>(all.size()), .start = query.start};
  const auto first = std::min(query.start - 1, page.total);
  const auto last = std::min(first + query.count, page.total);
  for (auto i = first; i < last; ++i)
    page.items.push_back(std::move(all[static_cast<std::size_t>(i)]));
  return page;
}

std::string cursor_after(const Uuid& last) {
  return codec::to_base64url(last.bytes);
}

std::optional<Uuid> parse_cursor(const std::string& cursor) {
  const auto bytes = codec::from_base64url(cursor);
  Uuid id;
  if (!bytes || bytes->size() != id.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

}  // namespace tessera::scim
