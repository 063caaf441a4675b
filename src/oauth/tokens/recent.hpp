// What was found for a SHA-256, for as long as it is asked for: two generations per shard, of which
// a full young one becomes the old one, and what is asked for again is kept. Bounded in bytes;
// thread-safe.
#pragma once

#include <array>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {

template <class Value>
class Recent {
 public:
  explicit Recent(std::size_t bytes) : budget_(bytes / kShards / 2) {}

  [[nodiscard]] std::optional<Value> find(const crypto::Sha256& key) {
    auto& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    if (const auto found = shard.young.find(key); found != shard.young.end())
      return found->second.value;
    const auto found = shard.old.find(key);
    if (found == shard.old.end()) return std::nullopt;
    auto entry = found->second;
    insert(shard, key, entry);
    return std::move(entry.value);
  }

  // `more`: bytes that the value holds beyond itself.
  void put(const crypto::Sha256& key, Value value, std::size_t more = 0) {
    auto& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    insert(shard, key, {std::move(value), more});
  }

  [[nodiscard]] std::size_t bytes() const {
    std::size_t out = 0;
    for (const auto& shard : shards_) {
      const std::scoped_lock lock(shard.mutex);
      out += shard.young_bytes + shard.old_bytes;
    }
    return out;
  }

 private:
  struct Entry {
    Value value;
    std::size_t more = 0;
  };
  struct Hash {
    std::size_t operator()(const crypto::Sha256& key) const noexcept {
      std::size_t out = 0;
      std::memcpy(&out, key.data() + 8, sizeof out);
      return out;
    }
  };
  using Map = std::unordered_map<crypto::Sha256, Entry, Hash>;
  struct Shard {
    mutable std::mutex mutex;
    Map young, old;
    std::size_t young_bytes = 0, old_bytes = 0;
  };
  static constexpr std::size_t kShards = 16;
  // With the links of a node and its place in the table.
  static constexpr std::size_t kEach = sizeof(std::pair<const crypto::Sha256, Entry>) + 40;

  [[nodiscard]] Shard& shard_of(const crypto::Sha256& key) { return shards_[key[0] % kShards]; }

  void insert(Shard& shard, const crypto::Sha256& key, Entry entry) const {
    const auto size = kEach + entry.more;
    if (shard.young.insert_or_assign(key, std::move(entry)).second) shard.young_bytes += size;
    if (shard.young_bytes <= budget_) return;
    shard.old = std::move(shard.young);
    shard.old_bytes = std::exchange(shard.young_bytes, 0);
    shard.young.clear();
  }

  std::size_t budget_;  // of one generation of one shard
  std::array<Shard, kShards> shards_;
};

}  // namespace tessera::oauth
