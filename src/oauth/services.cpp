#include <tessera/oauth/make.hpp>

#include "oauth/token_issuer.hpp"

namespace tessera::oauth {

Services::Services(const OauthParts& parts)
    : issuer_(std::make_unique<TokenIssuer>(parts.issuer, parts.signer, parts.random)),
      tokens_(make_token_service(parts, *issuer_)),
      admin_(make_client_admin(parts)),
      authorize_(make_authorize_service(parts)),
      verifier_(make_token_verifier(parts)),
      queries_(make_token_queries(parts, *verifier_)),
      logout_(make_logout_service(parts, *issuer_)) {}

Services::~Services() = default;

}  // namespace tessera::oauth
