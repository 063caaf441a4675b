#include "endpoints/admin/patch.hpp"

#include <tessera/codec/json_patch.hpp>

namespace tessera::endpoints::admin {

Result<boost::json::object> patched(const http::Request& request,
                                    const boost::json::object& current) {
  const auto type = request.content_type();
  if (type == "application/json-patch+json") return codec::apply_json_patch(current, request.body);
  if (type == "application/merge-patch+json" || type == "application/json")
    return codec::apply_merge_patch(current, request.body);
  return fail(Errc::unsupported, "request.content_type",
              "Send application/merge-patch+json or application/json-patch+json.");
}

}  // namespace tessera::endpoints::admin
