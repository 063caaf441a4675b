// The token endpoint (RFC 6749 3.2): client authentication and the three grants.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_authentication.hpp>
#include <tessera/oauth/client_credentials.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

class TokenService {
 public:
  virtual ~TokenService() = default;
  // The JSON of RFC 6749 5.1, or an error whose id is the code of 5.2.
  [[nodiscard]] virtual Task<Result<std::string>> issue(const ClientCredentials& request,
                                                        const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
