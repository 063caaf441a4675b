#include "oauth/proofs/proof_keys.hpp"

namespace tessera::oauth {

std::optional<ProofKey> ProofKeys::find(std::string_view header) {
  const auto digest = crypto::sha256(as_bytes(header));
  const std::scoped_lock lock(mutex_);
  if (const auto found = young_.find(digest); found != young_.end()) return found->second;
  const auto found = old_.find(digest);
  if (found == old_.end()) return std::nullopt;
  auto key = found->second;
  insert(digest, key);
  return key;
}

void ProofKeys::put(std::string_view header, ProofKey key) {
  const auto digest = crypto::sha256(as_bytes(header));
  const std::scoped_lock lock(mutex_);
  insert(digest, std::move(key));
}

void ProofKeys::insert(const crypto::Sha256& digest, ProofKey key) {
  if (young_.size() >= kMost) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert_or_assign(digest, std::move(key));
}

}  // namespace tessera::oauth
