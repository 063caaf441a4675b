// CIBA 10.1, for clients of the modes poll and ping.
#include "oauth/grants/polled.hpp"

namespace tessera::oauth::grants {

Task<Result<std::string>> ciba(const Tools& tools, const GrantRequest& request) {
  return poll(tools, request, {.parameter = "auth_req_id", .grant_type = "ciba"});
}

}  // namespace tessera::oauth::grants
