#include <tessera/oauth/client_directory.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/url.hpp>

namespace tessera::oauth {
namespace {

constexpr Duration kConfirmEvery = seconds{1};
constexpr Duration kServeUnconfirmed = seconds{5};

// OpenID Connect Core 8.1: the registered sector, else the host of the redirect URIs. Every app has
// the loopback host, so that it joins nobody: the client is a sector of its own then.
std::string sector_of(const Client& client) {
  const auto& r = client.registration;
  if (!r.sector.empty()) return r.sector;
  for (const auto& uri : r.redirect_uris) {
    const auto url = codec::parse_url(uri);
    if (url && !url->host.empty() && !url->is_loopback()) return url->host;
  }
  return "client:" + to_string(client.id);
}

// Lets the next caller confirm, however this one ends.
class Release {
 public:
  explicit Release(std::atomic<bool>& flag) : flag_(flag) {}
  ~Release() { flag_ = false; }
  Release(const Release&) = delete;
  Release& operator=(const Release&) = delete;

 private:
  std::atomic<bool>& flag_;
};

}  // namespace

ClientEntry make_entry(ClientRecord record, const ClientProfile& profile) {
  ClientEntry entry{
      .client = std::move(record.client), .profile = profile, .secrets = std::move(record.secrets)};
  const auto& r = entry.client.registration;
  entry.client_id = to_string(entry.client.id);
  entry.sector = sector_of(entry.client);
  entry.scopes.insert(r.scopes.begin(), r.scopes.end());
  entry.grant_types.insert(r.grant_types.begin(), r.grant_types.end());
  for (const auto& claim : r.claims) entry.claims.emplace(claim.claim, claim);
  if (!r.jwks.empty()) entry.keys = jose::parse_jwks(r.jwks).value_or(std::vector<jose::Jwk>{});
  return entry;
}

ClientSnapshot::ClientSnapshot(ClientSet set) : version_(set.version) {
  for (auto& profile : set.profiles) profiles_.emplace(profile.name, std::move(profile));
  for (auto& record : set.clients) {
    const auto* rules = profile(record.client.registration.profile);
    if (rules == nullptr) continue;
    auto entry = std::make_shared<const ClientEntry>(make_entry(std::move(record), *rules));
    by_client_id_.emplace(entry->client_id, entry);
    by_id_.emplace(entry->client.id, std::move(entry));
  }
}

ClientRef ClientSnapshot::find(std::string_view client_id) const {
  const auto found = by_client_id_.find(client_id);
  return found == by_client_id_.end() ? nullptr : found->second;
}

const ClientProfile* ClientSnapshot::profile(std::string_view name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

Task<ClientSnapshotRef> ClientDirectory::current() {
  auto snapshot = snapshot_.load();
  const auto age = clock_.now() - TimePoint{Duration{confirmed_.load()}};
  if (snapshot && age < kConfirmEvery) co_return snapshot;
  if (!snapshot || age >= kServeUnconfirmed) co_return co_await confirm();
  if (confirming_.exchange(true)) co_return snapshot;  // somebody else is at it
  const Release release(confirming_);
  try {
    snapshot = co_await confirm();
  } catch (const Unavailable&) {  // still young enough to serve
  }
  co_return snapshot;
}

Task<ClientSnapshotRef> ClientDirectory::fresh() {
  co_return co_await confirm();
}

Task<ClientRef> ClientDirectory::find(std::string client_id) {
  const auto snapshot = co_await current();
  co_return snapshot->find(client_id);
}

Task<ClientSnapshotRef> ClientDirectory::confirm() {
  const auto asked = clock_.now();
  const auto version = co_await store_.version();
  auto snapshot = snapshot_.load();
  if (!snapshot || snapshot->version() != version) {
    snapshot = std::make_shared<const ClientSnapshot>(co_await store_.load_all());
    snapshot_.store(snapshot);
  }
  confirmed_ = asked.time_since_epoch().count();
  co_return snapshot;
}

}  // namespace tessera::oauth
