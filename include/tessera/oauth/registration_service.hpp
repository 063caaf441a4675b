// Dynamic client registration (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and its
// management (RFC 7592), behind initial access tokens, or open to anybody in a sandbox.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/registration_store.hpp>

namespace tessera::oauth {

// Errors: "invalid_token" (unauthenticated), "invalid_redirect_uri", "invalid_client_metadata",
// "unapproved_software_statement" (invalid), "slow_down" (rate_limited).
class RegistrationService {
 public:
  virtual ~RegistrationService() = default;
  // token: of the Authorization header, "" without one. Answers the client information response;
  // its secret and registration access token are shown this once.
  [[nodiscard]] virtual Task<Result<boost::json::object>> create(
      const boost::json::object& metadata, std::string_view token,
      const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<boost::json::object>> read(std::string_view client_id,
                                                               std::string_view token,
                                                               const RequestContext& context) = 0;
  // Replaces the metadata and the registration access token. An approved client whose template
  // approves nothing, or for which the policy asks for approvals, is suspended until somebody has
  // looked at the change.
  [[nodiscard]] virtual Task<Result<boost::json::object>> replace(
      std::string_view client_id, const boost::json::object& metadata, std::string_view token,
      const RequestContext& context) = 0;
  // The client expires; nothing serves it any more and the token is void.
  [[nodiscard]] virtual Task<Result<void>> remove(std::string_view client_id,
                                                  std::string_view token,
                                                  const RequestContext& context) = 0;
  // For a daily job: clients that nobody used for so long expire. Answers how many.
  [[nodiscard]] virtual Task<int> expire_unused(Duration unused, TimePoint now) = 0;

  // Administration of initial access tokens.
  struct NewToken {
    std::string name;
    RegistrationTemplate limits;
    TimePoint expires;
    int max_uses = 1;
  };
  struct MadeToken {
    InitialAccessToken token;
    Secret text;  // shown this once
  };
  // Errc::invalid "registration.token" with field errors: at most a year and 1000 uses.
  [[nodiscard]] virtual Task<Result<MadeToken>> create_token(const NewToken& wish,
                                                             const people::ActingAs& by,
                                                             const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<std::vector<InitialAccessToken>> list_tokens() = 0;
  // Errc::not_found "registration.token_unknown".
  [[nodiscard]] virtual Task<Result<void>> revoke_token(const Uuid& id, const people::ActingAs& by,
                                                        const RequestContext& context) = 0;
};

struct RegistrationParts {
  std::string issuer;
  ClientAdmin& admin;
  ClientDirectory& clients;
  RegistrationStore& store;
  const Clock& clock;
  Random& random;
  bool open = false;  // a sandbox: anybody may register
};
[[nodiscard]] std::unique_ptr<RegistrationService> make_registration_service(
    const RegistrationParts& parts);

}  // namespace tessera::oauth
