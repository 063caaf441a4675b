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
#include <tessera/oauth/client_credentials.hpp>
#include <tessera/oauth/token_binding.hpp>

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
  std::vector<std::string> claims;    // what userinfo may release
  std::string authorization_details;  // RFC 9396 9, as JSON; or empty
  std::vector<std::string> roles;
  std::vector<std::string> groups;
  std::string entitlements;  // JSON, or empty (RFC 9068 2.2.3.1)
  TokenBinding binding;      // nothing: a bearer token
  std::string act;           // RFC 8693 4.1: who acts, as JSON; empty: nobody else
  Acr acr = Acr::none;
  std::string acr_text;
  TimePoint auth_time;
  TimePoint issued;
  TimePoint expires;
  std::string kid;  // of the key that signed it

  [[nodiscard]] bool has_scope(std::string_view wanted) const;
  [[nodiscard]] bool is_for(std::string_view audience) const;
  // Issued to a client for itself.
  [[nodiscard]] bool is_machine() const { return !grant; }
};
using AccessTokenRef = std::shared_ptr<const AccessToken>;

// An access token as a resource request shows it, and the proof beside it.
struct PresentedToken {
  enum class Scheme { bearer, dpop } scheme = Scheme::bearer;
  std::string text;
  SenderProof sender{};
};

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // Signature, time, client still approved, token and grant not revoked, session live. Signature
  // and claims may come from the cache as long as the key is published; the state never does.
  // Errors: invalid_token.
  [[nodiscard]] virtual Task<Result<AccessTokenRef>> verify(std::string_view token,
                                                            TimePoint now) = 0;
  // The person behind a token of a grant; nullopt for machine tokens and erased persons.
  [[nodiscard]] virtual Task<std::optional<Uuid>> person_of(const AccessTokenRef& token) = 0;
  // verify, and the sender holds the key that the token is bound to (RFC 9449 7.1, RFC 8705 3).
  // Errors: invalid_token, invalid_dpop_proof, use_dpop_nonce, all Errc::unauthenticated.
  [[nodiscard]] virtual Task<Result<AccessTokenRef>> verify_presented(const PresentedToken& token,
                                                                      TimePoint now) = 0;
  // The token of an Authorization header (RFC 6750 2.1, RFC 9449 7.1); Errc::unauthenticated "" (no
  // code, as RFC 6750 3 asks) if there is none.
  [[nodiscard]] static Result<PresentedToken> presented_in(const std::string* authorization,
                                                           SenderProof sender);
  // verify_presented, and the scope must be held: also insufficient_scope (RFC 6750 3.1).
  [[nodiscard]] Task<Result<AccessTokenRef>> require(const PresentedToken& token,
                                                     std::string_view scope,
                                                     std::string_view audience, TimePoint now);
};

// WWW-Authenticate of RFC 6750 3, or of RFC 9449 7.1 for a request that came by DPoP, for an error
// of the verifier.
[[nodiscard]] std::string render_challenge(
    const Error& error, std::string_view scope = {},
    PresentedToken::Scheme scheme = PresentedToken::Scheme::bearer);

// A body and its media type.
struct QueryAnswer {
  std::string body;
  std::string content_type = "application/json";
};
inline constexpr std::string_view kIntrospectionJwt = "application/token-introspection+jwt";
// As the caller accepts it (RFC 9701 4).
enum class IntrospectionForm { json, jwt };

class TokenQueries {
 public:
  virtual ~TokenQueries() = default;
  // OpenID Connect Core 5.3: the claims as JSON, or as a JWT for clients that registered one.
  [[nodiscard]] virtual Task<Result<QueryAnswer>> userinfo(const PresentedToken& token,
                                                           const RequestContext& context) = 0;
  // RFC 7662, RFC 9701; tokens that are not the caller's business are inactive.
  [[nodiscard]] virtual Task<Result<QueryAnswer>> introspect(const ClientCredentials& request,
                                                             IntrospectionForm form,
                                                             const RequestContext& context) = 0;
  // RFC 7009.
  [[nodiscard]] virtual Task<Result<void>> revoke(const ClientCredentials& request,
                                                  const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
