// PATCH of RFC 7644 3.5.2, applied to a resource in its JSON form.
#pragma once

#include <span>
#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>

namespace tessera::scim {

inline constexpr std::size_t kMostPatchOperations = 200;

// Names of attributes, in the form of the schema.
struct PatchRules {
  std::span<const std::string_view> lists;       // multi-valued
  std::span<const std::string_view> read_only;   // "mutability" if a path names one
  std::span<const std::string_view> extensions;  // schemas
};
[[nodiscard]] const PatchRules& user_patch_rules();
[[nodiscard]] const PatchRules& group_patch_rules();

// The resource that the operations leave; all of them or none. Tolerated: operations in capitals, a
// value without a path whose members are paths, values that do not exist yet where a filter says
// what they would be. Errc::invalid with a scimType of RFC 7644 3.12: "invalidSyntax",
// "invalidPath", "invalidValue", "noTarget", "mutability", "tooMany".
[[nodiscard]] Result<boost::json::object> apply_patch(const boost::json::object& resource,
                                                      const boost::json::object& request,
                                                      const PatchRules& rules);

}  // namespace tessera::scim
