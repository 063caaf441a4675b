// Verified access tokens by the SHA-256 of their text: what a signature once proved needs no second
// proof. Holds no state of revocation. Bounded in bytes; thread-safe.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/token_verifier.hpp>

namespace tessera::oauth {

// The token and what was looked up for it once and never changes.
struct CachedToken {
  AccessTokenRef token;
  std::optional<Uuid> person;     // behind a pairwise subject, once it was asked for
  bool release_recorded = false;  // userinfo has written this token's line of the ledger
};

// Two generations per shard: a full young one becomes the old one, and what is asked for again is
// kept.
class TokenCache {
 public:
  explicit TokenCache(std::size_t bytes);
  [[nodiscard]] std::optional<CachedToken> find(const crypto::Sha256& key);
  void put(const crypto::Sha256& key, CachedToken token);
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Hash {
    std::size_t operator()(const crypto::Sha256& key) const noexcept {
      std::size_t out = 0;
      std::memcpy(&out, key.data() + 8, sizeof out);
      return out;
    }
  };
  using Map = std::unordered_map<crypto::Sha256, CachedToken, Hash>;
  struct Shard {
    mutable std::mutex mutex;
    Map young, old;
    std::size_t young_bytes = 0, old_bytes = 0;
  };
  static constexpr std::size_t kShards = 16;
  static void insert(Shard& shard, const crypto::Sha256& key, CachedToken token,
                     std::size_t budget);

  std::size_t budget_;  // of one generation of one shard
  std::array<Shard, kShards> shards_;
};

}  // namespace tessera::oauth
