#include <tessera/oauth/client_keys.hpp>

#include <algorithm>

#include "oauth/proofs/key_fetcher.hpp"

namespace tessera::oauth {
namespace {

using Candidates = std::vector<jose::Key>;
constexpr std::size_t kMostTries = 4;  // signatures are not cheap

// RFC 7515 4.1.4: the key that is named; without a name any that fits the algorithm.
Candidates candidates(const KeySetRef& keys, const jose::JwsHeader& header) {
  Candidates out;
  if (!keys) return out;
  for (const auto& jwk : keys->signing) {
    if (!header.kid.empty() && jwk.kid != header.kid) continue;
    if (!fits(header.alg, jwk.key.type()) || (jwk.alg && *jwk.alg != header.alg)) continue;
    if (out.size() < kMostTries) out.push_back(jwk.key);
  }
  return out;
}

Result<jose::Jws> try_keys(const Candidates& keys, std::string_view compact,
                           const jose::JwsRules& rules) {
  auto outcome = Result<jose::Jws>(fail(Errc::invalid, "jws.key"));
  for (const auto& key : keys) {
    outcome = jose::verify_jws(compact, rules,
                               [&](const jose::JwsHeader&) { return std::optional(key); });
    if (outcome || outcome.error().id != "jws.signature") break;
  }
  return outcome;
}

class Keys final : public ClientKeys {
 public:
  explicit Keys(HttpFetch& fetch) : fetcher_(fetch) {}

  Task<Result<jose::Jws>> verify(const ClientRef& client, std::string_view compact,
                                 const jose::JwsRules& rules, TimePoint now) override {
    const auto header = jose::peek_header(compact, rules);
    if (!header) co_return std::unexpected(header.error());
    auto keys = co_await current(client, now);
    auto outcome = try_keys(candidates(keys, *header), compact, rules);
    // A key that is not there yet; or the only key of a client that names none was replaced.
    const bool renewable =
        !outcome && (outcome.error().id == "jws.key" || header->kid.empty()) && is_remote(*client);
    if (!renewable) co_return outcome;
    const auto renewed = co_await fetcher_.renewed(*client, now);
    if (renewed == keys) co_return outcome;
    co_return try_keys(candidates(renewed, *header), compact, rules);
  }

  Task<std::optional<jose::EncryptionJwk>> find_encryption_key(const ClientRef& client,
                                                               jose::KeyAlg alg,
                                                               TimePoint now) override {
    auto keys = co_await current(client, now);
    const auto* found = keys ? jose::choose_key(keys->encryption, alg) : nullptr;
    if (found == nullptr && is_remote(*client)) {
      keys = co_await fetcher_.renewed(*client, now);
      found = keys ? jose::choose_key(keys->encryption, alg) : nullptr;
    }
    if (found == nullptr) co_return std::nullopt;
    co_return *found;
  }

  Task<bool> holds_key(const ClientRef& client, const crypto::Sha256& spki,
                       TimePoint now) override {
    const auto has = [&](const KeySetRef& keys) {
      return keys && std::ranges::find(keys->spki, spki) != keys->spki.end();
    };
    if (has(co_await current(client, now))) co_return true;
    if (!is_remote(*client)) co_return false;
    co_return has(co_await fetcher_.renewed(*client, now));
  }

 private:
  [[nodiscard]] static bool is_remote(const ClientEntry& client) {
    return !client.client.registration.jwks_uri.empty();
  }
  [[nodiscard]] Task<KeySetRef> current(const ClientRef& client, TimePoint now) {
    if (is_remote(*client)) co_return co_await fetcher_.current(*client, now);
    co_return KeySetRef(client, &client->keys);  // lives as long as the registration
  }

  KeyFetcher fetcher_;
};

}  // namespace

std::unique_ptr<ClientKeys> make_client_keys(HttpFetch& fetch) {
  return std::make_unique<Keys>(fetch);
}

}  // namespace tessera::oauth
