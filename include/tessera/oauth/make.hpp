// Construction of the oauth services, for app. Everything referred to must outlive the services.
#pragma once

#include <memory>
#include <string>

#include <tessera/access/access_service.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/ciba_service.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/oauth/client_authentication.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/client_keys.hpp>
#include <tessera/oauth/client_revocation.hpp>
#include <tessera/oauth/code_store.hpp>
#include <tessera/oauth/decision_point.hpp>
#include <tessera/oauth/device_authorization.hpp>
#include <tessera/oauth/dpop.hpp>
#include <tessera/oauth/grant_store.hpp>
#include <tessera/oauth/http_fetch.hpp>
#include <tessera/oauth/logout_service.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/oauth/pending_service.hpp>
#include <tessera/oauth/pending_store.hpp>
#include <tessera/oauth/pushed_request.hpp>
#include <tessera/oauth/replay_store.hpp>
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
  ReplayStore& replays;
  PushedRequestStore& pushed_requests;
  PendingStore& pending;
  NoticeStore& notices;
  authn::Notices& account_notices;  // a portal that is new to the person
  authn::ThrottleStore& throttle;   // of user codes and of requests for them
  HttpFetch& fetch;                 // request_uri, sector_identifier_uri
  HttpFetch& key_fetch;             // jwks_uri: with a queue of its own
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
  DpopNonceUse dpop_nonces = DpopNonceUse::offered;
  ClientRevocation* client_revocation = nullptr;  // nullptr: nobody is asked
  std::string trust_framework{kTrustFramework};   // of verified_claims
};

// How a request proves who sends it; made once, used by every endpoint.
struct Proofs {
  ClientAuthenticator& authenticator;
  ClientKeys& keys;
  DpopProofs& dpop;
};

[[nodiscard]] std::unique_ptr<ClientAuthenticator> make_client_authenticator(
    std::string issuer, ClientDirectory& clients, ReplayStore& replays, ClientKeys& keys,
    ClientRevocation* revocation = nullptr);

[[nodiscard]] std::unique_ptr<TokenService> make_token_service(const OauthParts& parts,
                                                               const TokenIssuer& issuer,
                                                               const Proofs& proofs,
                                                               TokenVerifier& verifier);
[[nodiscard]] std::unique_ptr<ClientAdmin> make_client_admin(const OauthParts& parts);
[[nodiscard]] std::unique_ptr<AuthorizeService> make_authorize_service(const OauthParts& parts,
                                                                       const TokenIssuer& issuer,
                                                                       const Proofs& proofs);
[[nodiscard]] std::unique_ptr<PushedRequestService> make_pushed_request_service(
    const OauthParts& parts, const Proofs& proofs);
[[nodiscard]] std::unique_ptr<DeviceAuthorization> make_device_authorization(
    const OauthParts& parts, ClientAuthenticator& clients);
[[nodiscard]] std::unique_ptr<CibaService> make_ciba_service(const OauthParts& parts,
                                                             const Proofs& proofs);
[[nodiscard]] std::unique_ptr<PendingService> make_pending_service(const OauthParts& parts);
[[nodiscard]] std::unique_ptr<TokenVerifier> make_token_verifier(const OauthParts& parts,
                                                                 DpopProofs& dpop);
[[nodiscard]] std::unique_ptr<TokenQueries> make_token_queries(const OauthParts& parts,
                                                               TokenVerifier& verifier,
                                                               const Proofs& proofs);
[[nodiscard]] std::unique_ptr<LogoutService> make_logout_service(const OauthParts& parts,
                                                                 const TokenIssuer& issuer);
[[nodiscard]] std::unique_ptr<DecisionPoint> make_decision_point(const OauthParts& parts,
                                                                 TokenVerifier& verifier);
// For privacy::make_consent_service, which is made before the rest.
[[nodiscard]] std::unique_ptr<privacy::GrantRevoker> make_grant_revoker(TokenStateStore& states);

// All of them, in one value.
class Services {
 public:
  explicit Services(const OauthParts& parts);
  ~Services();
  [[nodiscard]] ClientKeys& keys() const { return *keys_; }
  [[nodiscard]] DpopProofs& dpop() const { return *dpop_; }
  [[nodiscard]] ClientAuthenticator& authenticator() const { return *authenticator_; }
  [[nodiscard]] Proofs proofs() const { return {*authenticator_, *keys_, *dpop_}; }
  [[nodiscard]] TokenService& tokens() const { return *tokens_; }
  [[nodiscard]] ClientAdmin& clients() const { return *admin_; }
  [[nodiscard]] AuthorizeService& authorize() const { return *authorize_; }
  [[nodiscard]] PushedRequestService& pushed() const { return *pushed_; }
  [[nodiscard]] TokenVerifier& verifier() const { return *verifier_; }
  [[nodiscard]] TokenQueries& queries() const { return *queries_; }
  [[nodiscard]] LogoutService& logout() const { return *logout_; }
  [[nodiscard]] DeviceAuthorization& devices() const { return *devices_; }
  [[nodiscard]] CibaService& ciba() const { return *ciba_; }
  [[nodiscard]] PendingService& pending() const { return *pending_; }
  [[nodiscard]] DecisionPoint& decisions() const { return *decisions_; }

 private:
  std::unique_ptr<ClientKeys> keys_;
  std::unique_ptr<DpopProofs> dpop_;
  std::unique_ptr<ClientAuthenticator> authenticator_;
  std::unique_ptr<TokenIssuer> issuer_;
  std::unique_ptr<TokenVerifier> verifier_;
  std::unique_ptr<TokenService> tokens_;
  std::unique_ptr<ClientAdmin> admin_;
  std::unique_ptr<AuthorizeService> authorize_;
  std::unique_ptr<PushedRequestService> pushed_;
  std::unique_ptr<TokenQueries> queries_;
  std::unique_ptr<LogoutService> logout_;
  std::unique_ptr<DeviceAuthorization> devices_;
  std::unique_ptr<CibaService> ciba_;
  std::unique_ptr<PendingService> pending_;
  std::unique_ptr<DecisionPoint> decisions_;
};

}  // namespace tessera::oauth
