// Verified access tokens by the SHA-256 of their text: what a signature once proved needs no second
// proof. Holds no state of revocation.
#pragma once

#include <tessera/oauth/token_verifier.hpp>

#include "oauth/tokens/recent.hpp"

namespace tessera::oauth {

class TokenCache {
 public:
  explicit TokenCache(std::size_t bytes) : tokens_(bytes) {}
  [[nodiscard]] AccessTokenRef find(const crypto::Sha256& key);  // nullptr if there is none
  void put(const crypto::Sha256& key, AccessTokenRef token);
  [[nodiscard]] std::size_t bytes() const { return tokens_.bytes(); }

 private:
  Recent<AccessTokenRef> tokens_;
};

}  // namespace tessera::oauth
