// The grants of the token endpoint: one file each, all of the same shape.
#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/access/access_service.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oauth/code_store.hpp>
#include <tessera/oauth/grant_store.hpp>
#include <tessera/oauth/pending_store.hpp>
#include <tessera/oauth/token_binding.hpp>
#include <tessera/oauth/token_service.hpp>
#include <tessera/oauth/token_verifier.hpp>
#include <tessera/people/people_service.hpp>

#include "oauth/tokens/token_issuer.hpp"

namespace tessera::oauth::grants {

// What the grants work with; references outlive the service.
struct Tools {
  const TokenIssuer& issuer;
  CodeStore& codes;
  TokenStateStore& states;
  GrantStore& grants;
  authn::SessionService& sessions;
  people::PeopleService& people;
  access::AccessService& access;
  audit::Journal& journal;
  crypto::KeyringHolder& keyring;
  Random& random;
  PendingStore& pending;
  TokenVerifier& verifier;
  ClientDirectory& clients;
  std::string trust_framework;
};

struct GrantRequest {
  const codec::Form& form;
  const ClientRef& client;
  const RequestContext& context;
  const TokenBinding& binding;                 // of the tokens that this request gets
  const ResponseTarget* encrypt_to = nullptr;  // the ID token, if the client registered that
  [[nodiscard]] TimePoint now() const { return context.received; }
};

[[nodiscard]] Task<Result<std::string>> authorization_code(const Tools& tools,
                                                           const GrantRequest& request);
[[nodiscard]] Task<Result<std::string>> refresh_token(const Tools& tools,
                                                      const GrantRequest& request);
[[nodiscard]] Task<Result<std::string>> client_credentials(const Tools& tools,
                                                           const GrantRequest& request);
[[nodiscard]] Task<Result<std::string>> device_code(const Tools& tools,
                                                    const GrantRequest& request);
[[nodiscard]] Task<Result<std::string>> ciba(const Tools& tools, const GrantRequest& request);
[[nodiscard]] Task<Result<std::string>> token_exchange(const Tools& tools,
                                                       const GrantRequest& request);

// Shared words.
[[nodiscard]] audit::Event token_event(std::string type, std::string_view grant,
                                       const GrantRequest& request);
// Of the roles in a token of another client, those that this one is registered for.
[[nodiscard]] std::vector<std::string> filter_roles(const ClientRegistration& registration,
                                                    std::vector<std::string> held);
// Whether the identity of the person is confirmed as the client needs it now (requirements 4.7).
[[nodiscard]] Task<bool> is_known_enough(const Tools& tools, const ClientEntry& client,
                                         const Uuid& person);
// The APIs a token of this client is for; userinfo of ours if there is a person.
[[nodiscard]] std::vector<std::string> audience_of(const ClientEntry& client,
                                                   const std::string& issuer, bool with_issuer);
// What a refresh token is bound to: the key of a public client; a confidential one is bound by its
// own authentication (RFC 9449 5, RFC 8705 4). As Grant::cnf has it.
[[nodiscard]] std::string refresh_cnf(const GrantRequest& request);
// Ends grants in both stores; events are written only if something ended. True if so.
[[nodiscard]] Task<bool> revoke_grants(const Tools& tools, const Revocation& revocation);

inline constexpr seconds kRememberRevoked{3600};  // beyond every access token's life
inline constexpr seconds kRememberLiving{300};    // then the row is asked again

}  // namespace tessera::oauth::grants
