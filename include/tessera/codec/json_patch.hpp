// Changes of a JSON document: JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396).
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>

namespace tessera::codec {

inline constexpr std::size_t kMostPatchOperations = 200;

// All operations or none. Errc::invalid "patch.malformed" (no list of operations, an unknown one, a
// path that leads nowhere, more than kMostPatchOperations, or a result of more than 256 KB);
// Errc::conflict "patch.test_failed" (RFC 6902 4.6).
[[nodiscard]] Result<boost::json::object> apply_json_patch(const boost::json::object& document,
                                                           std::string_view patch);
// Errc::invalid "patch.malformed" unless the patch is an object.
[[nodiscard]] Result<boost::json::object> apply_merge_patch(const boost::json::object& document,
                                                            std::string_view patch);

}  // namespace tessera::codec
