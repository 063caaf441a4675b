#include <tessera/oauth/make.hpp>

#include "oauth/tokens/token_issuer.hpp"

namespace tessera::oauth {

Services::Services(const OauthParts& parts)
    : keys_(make_client_keys(parts.key_fetch)),
      dpop_(std::make_unique<DpopProofs>(parts.replays, parts.keyring, parts.dpop_nonces)),
      authenticator_(make_client_authenticator(parts.issuer, parts.clients, parts.replays, *keys_,
                                               parts.client_revocation)),
      issuer_(std::make_unique<TokenIssuer>(parts.issuer, parts.signer, parts.random)),
      verifier_(make_token_verifier(parts, *dpop_)),
      tokens_(make_token_service(parts, *issuer_, proofs(), *verifier_)),
      admin_(make_client_admin(parts)),
      authorize_(make_authorize_service(parts, *issuer_, proofs())),
      pushed_(make_pushed_request_service(parts, proofs())),
      queries_(make_token_queries(parts, *verifier_, proofs())),
      logout_(make_logout_service(parts, *issuer_)),
      devices_(make_device_authorization(parts, *authenticator_)),
      ciba_(make_ciba_service(parts, proofs())),
      pending_(make_pending_service(parts)),
      decisions_(make_decision_point(parts, *verifier_)) {}

Services::~Services() = default;

}  // namespace tessera::oauth
