// The token endpoint (RFC 6749 3.2): client authentication and the three grants.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

// Credentials as they came: the Authorization header and the decoded form of a POST.
struct ClientCredentials {
  std::optional<std::string> authorization;
  const codec::Form& form;
};

// RFC 6749 2.3. Errors: invalid_client, invalid_request (two methods at once). Pure; comparing
// costs the same for a wrong and a right secret.
[[nodiscard]] Result<ClientRef> authenticate_client(const ClientCredentials& credentials,
                                                    const ClientSnapshot& clients, TimePoint now);

struct BasicCredentials {
  std::string id;
  std::string secret;
};
// RFC 6749 2.3.1: base64, then each half form-decoded. nullopt if malformed or another scheme.
[[nodiscard]] std::optional<BasicCredentials> parse_basic_credentials(
    std::string_view authorization);

class TokenService {
 public:
  virtual ~TokenService() = default;
  // The JSON of RFC 6749 5.1, or an error whose id is the code of 5.2.
  [[nodiscard]] virtual Task<Result<std::string>> issue(const ClientCredentials& request,
                                                        const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
