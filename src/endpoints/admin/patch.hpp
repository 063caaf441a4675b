// PATCH of the admin API: the document that a patch leaves, which then goes the way of a PUT.
#pragma once

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/http/message.hpp>

namespace tessera::endpoints::admin {

// `current` holds the members that a PUT may set. A merge patch (RFC 7396; application/json is one
// too) or a JSON Patch (RFC 6902). Errc::unsupported "request.content_type"; errors of
// codec/json_patch.hpp.
[[nodiscard]] Result<boost::json::object> patched(const http::Request& request,
                                                  const boost::json::object& current);

}  // namespace tessera::endpoints::admin
