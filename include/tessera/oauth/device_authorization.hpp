// The device authorization endpoint (RFC 8628 3.1).
#pragma once

#include <string>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_credentials.hpp>

namespace tessera::oauth {

class DeviceAuthorization {
 public:
  virtual ~DeviceAuthorization() = default;
  // The JSON of RFC 8628 3.2, or an error whose id is a code of RFC 6749 5.2; "slow_down" with
  // Errc::rate_limited if one network starts too many for public clients.
  [[nodiscard]] virtual Task<Result<std::string>> start(const ClientCredentials& request,
                                                        const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
