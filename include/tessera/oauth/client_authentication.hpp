// Client authentication (RFC 6749 2.3, RFC 7523, RFC 8705): one service for the token, PAR,
// introspection, revocation, device and backchannel authentication endpoints.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_credentials.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

struct AuthenticatedClient {
  ClientRef client;
  ClientAuthMethod method = ClientAuthMethod::none;  // as it was used; none: a public client
};

class ClientAuthenticator {
 public:
  virtual ~ClientAuthenticator() = default;
  // The client as it registered to authenticate, approved and in force. Errors: invalid_client;
  // invalid_request for two methods at once. The caller has refused repeated parameters. A client
  // assertion is used up by this (its jti, RFC 7523 3), so ask once per request.
  [[nodiscard]] virtual Task<Result<AuthenticatedClient>> authenticate(
      const ClientCredentials& credentials, const RequestContext& context) = 0;
};

struct BasicCredentials {
  std::string id;
  std::string secret;
};
// RFC 6749 2.3.1: base64, then each half form-decoded. nullopt if malformed or another scheme.
[[nodiscard]] std::optional<BasicCredentials> parse_basic_credentials(
    std::string_view authorization);

}  // namespace tessera::oauth
