// Access tokens coming back: userinfo, introspection, revocation and the admin API.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/oauth/token_service.hpp>

namespace tessera::oauth {

// A verified access token of ours (RFC 9068).
struct AccessToken {
  std::string client_id;
  std::string subject;
  std::string scope;  // as in the token
  std::vector<std::string> audience;
  std::string jti;
  std::optional<Uuid> grant;
  std::optional<Uuid> session;
  std::vector<std::string> claims;  // what userinfo may release
  std::vector<std::string> roles;
  Acr acr = Acr::none;
  std::string acr_text;
  TimePoint auth_time;
  TimePoint issued;
  TimePoint expires;

  [[nodiscard]] bool has_scope(std::string_view wanted) const;
  [[nodiscard]] bool is_for(std::string_view audience) const;
  // Issued to a client for itself.
  [[nodiscard]] bool is_machine() const { return !grant; }
};
using AccessTokenRef = std::shared_ptr<const AccessToken>;

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // Signature, time, client still approved, token and grant not revoked, session live. Signature
  // and claims may come from the cache; the state never does. Errors: invalid_token.
  [[nodiscard]] virtual Task<Result<AccessTokenRef>> verify(std::string_view token,
                                                            TimePoint now) = 0;
  // The person behind a token of a grant; nullopt for machine tokens and erased persons.
  [[nodiscard]] virtual Task<std::optional<Uuid>> person_of(const AccessTokenRef& token) = 0;
  // The bearer token of an Authorization header (RFC 6750 2.1); Errc::unauthenticated "" (no code,
  // as RFC 6750 3 asks) if there is none.
  [[nodiscard]] static Result<std::string> bearer_of(const std::string* authorization);
  // verify, and the scope must be held: invalid_token or insufficient_scope (RFC 6750 3.1).
  [[nodiscard]] Task<Result<AccessTokenRef>> require(const std::string* authorization,
                                                     std::string_view scope,
                                                     std::string_view audience, TimePoint now);
};

// WWW-Authenticate of RFC 6750 3 for an error of the verifier.
[[nodiscard]] std::string render_challenge(const Error& error, std::string_view scope = {});

class TokenQueries {
 public:
  virtual ~TokenQueries() = default;
  // OpenID Connect Core 5.3; the JSON of the claims.
  [[nodiscard]] virtual Task<Result<std::string>> userinfo(std::string_view token,
                                                           const RequestContext& context) = 0;
  // RFC 7662; tokens that are not the caller's business are inactive.
  [[nodiscard]] virtual Task<Result<std::string>> introspect(const ClientCredentials& request,
                                                             const RequestContext& context) = 0;
  // RFC 7009.
  [[nodiscard]] virtual Task<Result<void>> revoke(const ClientCredentials& request,
                                                  const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
