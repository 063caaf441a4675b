// Filters and attribute paths of SCIM (RFC 7644 3.4.2.2, 3.5.2, 3.10), parsed and applied to
// resources in their JSON form.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <tessera/base/error.hpp>

namespace tessera::codec {

inline constexpr std::size_t kLongestScimFilter = 4096;
inline constexpr int kDeepestScimFilter = 16;

// "urn:...:User:name.familyName". Names are compared without regard to case (RFC 7643 2.1).
struct ScimAttribute {
  std::string schema;  // "" unless it was written out
  std::string name;
  std::string sub;  // "" if there is none
};

struct ScimFilter {
  enum class Kind { compare, all_of, any_of, none_of, of_values };
  enum class Operator { eq, ne, co, sw, ew, gt, ge, lt, le, pr };
  Kind kind = Kind::compare;
  ScimAttribute attribute;  // of compare, and of_values: "emails[...]"
  Operator op = Operator::pr;
  boost::json::value value;          // that is compared with
  std::vector<ScimFilter> children;  // of none_of and of_values: one
};

// "members[value eq \"2819\"].display": where a PATCH operation acts.
struct ScimPath {
  ScimAttribute attribute;  // its sub stands behind the filter
  std::optional<ScimFilter> values;
};

// Errc::invalid "scim.filter" for what is no filter, too long or too deep.
[[nodiscard]] Result<ScimFilter> parse_scim_filter(std::string_view text);
// Errc::invalid "scim.path".
[[nodiscard]] Result<ScimPath> parse_scim_path(std::string_view text);

// Does it hold for this resource? Of a multi-valued attribute one value is enough; of complex
// values without a sub-attribute "value" is compared. Strings are compared without regard to case,
// ids are not (RFC 7643 3.1); "True" is true, as one known client writes it.
[[nodiscard]] bool matches(const ScimFilter& filter, const boost::json::object& resource);
// The same for one value of a multi-valued attribute: a filter in brackets.
[[nodiscard]] bool matches_value(const ScimFilter& filter, const boost::json::value& value);

// The member of this name without regard to case; nullptr if it is absent.
[[nodiscard]] const boost::json::value* find_scim_member(const boost::json::object& object,
                                                         std::string_view name);
// The comparison with a text that alone decides which resources may be meant, such as userName eq
// "x", or emails.value eq "x" of name and sub (also inside all_of): what a store can look up
// instead of reading everything. nullptr if there is none.
[[nodiscard]] const ScimFilter* find_scim_equality(const ScimFilter& filter, std::string_view name,
                                                   std::string_view sub = {});

}  // namespace tessera::codec
