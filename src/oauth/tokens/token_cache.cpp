#include "oauth/tokens/token_cache.hpp"

namespace tessera::oauth {
namespace {

constexpr std::size_t kAllocated = 48;  // of the shared token and its texts, beside their bytes

std::size_t size_of(const std::vector<std::string>& texts) {
  std::size_t out = 0;
  for (const auto& text : texts) out += sizeof(text) + text.size();
  return out;
}

std::size_t size_of(const AccessToken& t) {
  return kAllocated + sizeof(AccessToken) + t.client_id.size() + t.subject.size() + t.scope.size() +
         t.jti.size() + t.acr_text.size() + t.authorization_details.size() + t.act.size() +
         t.binding.jkt.size() + t.binding.x5t_s256.size() + size_of(t.audience) +
         size_of(t.claims) + size_of(t.roles) + size_of(t.groups) + t.entitlements.size();
}

}  // namespace

AccessTokenRef TokenCache::find(const crypto::Sha256& key) {
  return tokens_.find(key).value_or(nullptr);
}

void TokenCache::put(const crypto::Sha256& key, AccessTokenRef token) {
  const auto size = size_of(*token);
  tokens_.put(key, std::move(token), size);
}

}  // namespace tessera::oauth
