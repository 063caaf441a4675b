// Construction of the oauth services, for app. Everything referred to must outlive the services.
#pragma once

#include <memory>
#include <string>

#include <tessera/access/access_service.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/code_store.hpp>
#include <tessera/oauth/grant_store.hpp>
#include <tessera/oauth/logout_service.hpp>
#include <tessera/oauth/token_service.hpp>
#include <tessera/oauth/token_verifier.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/privacy/consent.hpp>
#include <tessera/privacy/privacy_store.hpp>
#include <tessera/privacy/release.hpp>

namespace tessera::oauth {

class TokenIssuer;

struct OauthParts {
  std::string issuer;  // public_url
  ClientDirectory& clients;
  ClientStore& client_store;
  CodeStore& codes;
  TokenStateStore& states;
  GrantStore& grants;
  privacy::ConsentService& consents;
  privacy::SubjectStore& subjects;
  privacy::ReleaseLedger& releases;
  authn::SessionService& sessions;
  people::PeopleService& people;
  access::AccessService& access;
  audit::Journal& journal;
  const jose::Signer& signer;
  crypto::KeyringHolder& keyring;
  const Clock& clock;
  Random& random;
  std::size_t token_cache_bytes = 32u << 20;
};

[[nodiscard]] std::unique_ptr<TokenService> make_token_service(const OauthParts& parts,
                                                               const TokenIssuer& issuer);
[[nodiscard]] std::unique_ptr<ClientAdmin> make_client_admin(const OauthParts& parts);
[[nodiscard]] std::unique_ptr<AuthorizeService> make_authorize_service(const OauthParts& parts);
[[nodiscard]] std::unique_ptr<TokenVerifier> make_token_verifier(const OauthParts& parts);
[[nodiscard]] std::unique_ptr<TokenQueries> make_token_queries(const OauthParts& parts,
                                                               TokenVerifier& verifier);
[[nodiscard]] std::unique_ptr<LogoutService> make_logout_service(const OauthParts& parts,
                                                                 const TokenIssuer& issuer);
// For privacy::make_consent_service, which is made before the rest.
[[nodiscard]] std::unique_ptr<privacy::GrantRevoker> make_grant_revoker(TokenStateStore& states);

// All of them, in one value.
class Services {
 public:
  explicit Services(const OauthParts& parts);
  ~Services();
  [[nodiscard]] TokenService& tokens() const { return *tokens_; }
  [[nodiscard]] ClientAdmin& clients() const { return *admin_; }
  [[nodiscard]] AuthorizeService& authorize() const { return *authorize_; }
  [[nodiscard]] TokenVerifier& verifier() const { return *verifier_; }
  [[nodiscard]] TokenQueries& queries() const { return *queries_; }
  [[nodiscard]] LogoutService& logout() const { return *logout_; }

 private:
  std::unique_ptr<TokenIssuer> issuer_;
  std::unique_ptr<TokenService> tokens_;
  std::unique_ptr<ClientAdmin> admin_;
  std::unique_ptr<AuthorizeService> authorize_;
  std::unique_ptr<TokenVerifier> verifier_;
  std::unique_ptr<TokenQueries> queries_;
  std::unique_ptr<LogoutService> logout_;
};

}  // namespace tessera::oauth
