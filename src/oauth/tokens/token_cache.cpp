#include "oauth/tokens/token_cache.hpp"

namespace tessera::oauth {
namespace {

std::size_t size_of(const std::vector<std::string>& texts) {
  std::size_t out = 0;
  for (const auto& text : texts) out += sizeof(text) + text.capacity();
  return out;
}

// What an entry costs, nodes of the table included.
std::size_t size_of(const CachedToken& entry) {
  const auto& t = *entry.token;
  return 160 + sizeof(AccessToken) + t.client_id.size() + t.subject.size() + t.scope.size() +
         t.jti.size() + t.acr_text.size() + size_of(t.audience) + size_of(t.claims) +
         size_of(t.roles);
}

}  // namespace

TokenCache::TokenCache(std::size_t bytes) : budget_(bytes / kShards / 2) {}

std::optional<CachedToken> TokenCache::find(const crypto::Sha256& key) {
  auto& shard = shards_[key[0] % kShards];
  const std::scoped_lock lock(shard.mutex);
  if (const auto found = shard.young.find(key); found != shard.young.end()) return found->second;
  const auto found = shard.old.find(key);
  if (found == shard.old.end()) return std::nullopt;
  auto entry = found->second;
  insert(shard, key, entry, budget_);
  return entry;
}

void TokenCache::put(const crypto::Sha256& key, CachedToken token) {
  auto& shard = shards_[key[0] % kShards];
  const std::scoped_lock lock(shard.mutex);
  insert(shard, key, std::move(token), budget_);
}

void TokenCache::insert(Shard& shard, const crypto::Sha256& key, CachedToken token,
                        std::size_t budget) {
  const auto size = size_of(token);
  if (shard.young.insert_or_assign(key, std::move(token)).second) shard.young_bytes += size;
  if (shard.young_bytes <= budget) return;
  shard.old = std::move(shard.young);
  shard.old_bytes = std::exchange(shard.young_bytes, 0);
  shard.young.clear();
}

std::size_t TokenCache::bytes() const {
  std::size_t out = 0;
  for (const auto& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    out += shard.young_bytes + shard.old_bytes;
  }
  return out;
}

}  // namespace tessera::oauth
