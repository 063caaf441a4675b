// RFC 8628 3.4.
#include "oauth/grants/polled.hpp"

namespace tessera::oauth::grants {

Task<Result<std::string>> device_code(const Tools& tools, const GrantRequest& request) {
  return poll(tools, request, {.parameter = "device_code", .grant_type = "device_code"});
}

}  // namespace tessera::oauth::grants
