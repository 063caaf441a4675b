// The verifier of access tokens, with what the token queries share of it.
#pragma once

#include <tessera/oauth/make.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "oauth/tokens/token_cache.hpp"

namespace tessera::oauth {

// RFC 9068 4: typ, algorithm, issuer, times; pure but for the signature.
[[nodiscard]] Result<AccessToken> read_access_token(std::string_view text,
                                                    const jose::Signer& signer,
                                                    std::string_view issuer, TimePoint now);

class Verifier final : public TokenVerifier {
 public:
  Verifier(const OauthParts& parts, DpopProofs& dpop)
      : parts_(parts),
        dpop_(dpop),
        cache_(parts.token_cache_bytes / 4 * 3),
        persons_(parts.token_cache_bytes / 8) {}

  [[nodiscard]] Task<Result<AccessTokenRef>> verify(std::string_view text, TimePoint now) override;
  [[nodiscard]] Task<Result<AccessTokenRef>> verify_presented(const PresentedToken& token,
                                                              TimePoint now) override;
  [[nodiscard]] Task<std::optional<Uuid>> person_of(const AccessTokenRef& token) override;

 private:
  [[nodiscard]] Result<AccessTokenRef> read(std::string_view text, TimePoint now);
  [[nodiscard]] Task<Result<void>> check_sender(const AccessToken& token,
                                                const PresentedToken& presented, TimePoint now);
  [[nodiscard]] Task<bool> lives(const AccessToken& token, TimePoint now);
  [[nodiscard]] Task<bool> grant_lives(const Uuid& grant);

  OauthParts parts_;
  DpopProofs& dpop_;
  TokenCache cache_;
  Recent<Uuid> persons_;  // behind pairwise subjects, by the SHA-256 of the subject
};

}  // namespace tessera::oauth
