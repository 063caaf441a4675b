// Lists of resources (RFC 7644 3.4.2, RFC 9865).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/uuid.hpp>
#include <tessera/codec/scim_filter.hpp>

namespace tessera::scim {

inline constexpr std::int64_t kDefaultPage = 100;
inline constexpr std::int64_t kLargestPage = 200;
// What is looked through for one answer that no index gives; beyond, "tooMany".
inline constexpr std::int64_t kMostScanned = 5000;

struct Resource {
  boost::json::object body;
  Uuid id;
  std::int64_t version = 0;
};

struct ListQuery {
  std::optional<codec::ScimFilter> filter;
  std::optional<codec::ScimAttribute> sort_by;
  bool descending = false;
  std::int64_t start = 1;  // startIndex
  std::int64_t count = kDefaultPage;
  std::optional<std::string> cursor;  // "" begins
};

struct ListPage {
  std::int64_t total = 0;
  bool counted = true;  // false: a cursor goes on without a count (RFC 9865 2)
  std::int64_t start = 1;
  std::vector<boost::json::object> items;
  std::optional<std::string> next_cursor;
};

// Matching ones in the order that is asked for, then the page. What fits in memory.
[[nodiscard]] ListPage cut_page(std::vector<boost::json::object> all, const ListQuery& query);

// A cursor is opaque: where the next page begins (RFC 9865 2). nullopt: not one of ours.
[[nodiscard]] std::string cursor_after(const Uuid& last);
[[nodiscard]] std::optional<Uuid> parse_cursor(const std::string& cursor);

}  // namespace tessera::scim
