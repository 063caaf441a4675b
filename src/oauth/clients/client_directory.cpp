#include <tessera/oauth/client_directory.hpp>

#include <algorithm>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/certificate_identity.hpp>

#include "oauth/clients/portal_permissions.hpp"
#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

constexpr Duration kConfirmEvery = seconds{1};
constexpr Duration kServeUnconfirmed = seconds{5};

// OpenID Connect Core 8.1: the registered sector, else the host of the redirect URIs. Every app has
// the loopback host, so that it joins nobody: the client is a sector of its own then. So is one
// that reaches people without its redirect URIs: it could name those of anybody.
std::string sector_of(const Client& client) {
  const auto& r = client.registration;
  if (!r.sector.empty()) return r.sector;
  if (asks_beside_redirects(r)) return "client:" + to_string(client.id);
  for (const auto& uri : r.redirect_uris) {
    const auto url = codec::parse_url(uri);
    if (url && !url->host.empty() && !url->is_loopback()) return url->host;
  }
  return "client:" + to_string(client.id);
}

ResourceRules rules_of(const ResourceType& type) {
  ResourceRules out{.owner = type.owner.empty() ? "owner" : type.owner,
                    .sign_in_assured = type.sign_in == kSignInAssured};
  for (auto& action : split_actions(type.actions)) {
    if (action.ends_with(kOwnSuffix)) {
      out.own.insert(action.substr(0, action.size() - kOwnSuffix.size()));
    } else {
      out.actions.insert(std::move(action));
    }
  }
  return out;
}

template <class T>
void raise(std::atomic<T>& value, T to) {
  auto now = value.load();
  while (now < to && !value.compare_exchange_weak(now, to)) {
  }
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
  for (const auto& type : r.resource_types) entry.resource_types.emplace(type.type, rules_of(type));
  if (!r.jwks.empty()) entry.keys = parse_client_keys(r.jwks).value_or(ClientKeySet{});
  for (const auto& name : profile.request_algs) {
    if (const auto alg = jose::parse_alg(name)) entry.request_algs.push_back(*alg);
  }
  entry.tls_subject_dn = crypto::normalise_dn(r.tls_client_auth_subject_dn);
  return entry;
}

ClientSnapshot::ClientSnapshot(ClientSet set) : version_(set.version) {
  for (auto& profile : set.profiles) profiles_.emplace(profile.name, std::move(profile));
  put(std::move(set.clients));
}

ClientSnapshot ClientSnapshot::with(ClientSet changed) const {
  auto next = *this;
  next.version_ = changed.version;
  next.put(std::move(changed.clients));
  return next;
}

void ClientSnapshot::put(std::vector<ClientRecord> records) {
  std::map<std::uint8_t, std::shared_ptr<Bucket>> opened;  // copies that may still be changed
  for (auto& record : records) {
    const auto* rules = profile(record.client.registration.profile);
    if (rules == nullptr) continue;
    const auto id = record.client.id;
    auto& bucket = opened[id.bytes[0]];
    const auto& before = buckets_[id.bytes[0]];
    if (!bucket) bucket = before ? std::make_shared<Bucket>(*before) : std::make_shared<Bucket>();
    (*bucket)[id] = std::make_shared<const ClientEntry>(make_entry(std::move(record), *rules));
  }
  for (auto& [first, bucket] : opened) buckets_[first] = std::move(bucket);
}

bool ClientSnapshot::has_profiles(const std::vector<ClientProfile>& profiles) const {
  return profiles.size() == profiles_.size() && std::ranges::all_of(profiles, [&](const auto& p) {
           const auto* known = profile(p.name);
           return known != nullptr && *known == p;
         });
}

ClientRef ClientSnapshot::find(std::string_view client_id) const {
  const auto id = parse_uuid(client_id);
  const auto* bucket = id ? buckets_[id->bytes[0]].get() : nullptr;
  if (bucket == nullptr) return nullptr;
  const auto found = bucket->find(*id);
  // One spelling is the client_id, others of the same id are not.
  return found == bucket->end() || found->second->client_id != client_id ? nullptr : found->second;
}

void ClientSnapshot::visit_after(const std::optional<Uuid>& after,
                                 const std::function<bool(const Client&)>& visit) const {
  for (std::size_t i = after ? after->bytes[0] : 0; i < buckets_.size(); ++i) {
    if (!buckets_[i]) continue;
    const auto& bucket = *buckets_[i];
    for (auto at = after ? bucket.upper_bound(*after) : bucket.begin(); at != bucket.end(); ++at) {
      if (!visit(at->second->client)) return;
    }
  }
}

const ClientProfile* ClientSnapshot::profile(std::string_view name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

Task<ClientSnapshotRef> ClientDirectory::current() {
  auto snapshot = snapshot_.load();
  const auto now = clock_.now();
  const bool told = signal_ != nullptr && now < signal_->sure_until() + kServeUnconfirmed;
  const bool unchanged = hears_of_no_change();
  const auto age = now - TimePoint{Duration{confirmed_.load()}};
  if (snapshot && (told ? unchanged : age < kConfirmEvery)) co_return snapshot;
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

// If so, until when the signal is sure is as good as an answer of the database at that time.
bool ClientDirectory::hears_of_no_change() {
  if (signal_ == nullptr) return false;
  const auto sure = signal_->sure_until();  // before the count, see ChangeSignal
  if (signal_->changes() != changes_seen_.load()) return false;
  raise(confirmed_, sure.time_since_epoch().count());
  return true;
}

Task<ClientSnapshotRef> ClientDirectory::confirm() {
  const auto asked = clock_.now();
  const auto changes = signal_ == nullptr ? 0 : signal_->changes();
  auto snapshot = snapshot_.load();
  const auto version = co_await store_.version();
  if (!snapshot || snapshot->version() != version) {
    snapshot = put_in_force(snapshot, co_await load(snapshot, version));
  }
  raise(confirmed_, asked.time_since_epoch().count());
  raise(changes_seen_, changes);
  co_return snapshot;
}

// What changed; everything at first, if a profile changed, and if the database went back (a
// restore).
Task<ClientSnapshotRef> ClientDirectory::load(ClientSnapshotRef base, std::int64_t version) {
  if (base && base->version() < version) {
    auto changed = co_await store_.load_changed(base->version());
    if (base->has_profiles(changed.profiles))
      co_return std::make_shared<const ClientSnapshot>(base->with(std::move(changed)));
  }
  co_return std::make_shared<const ClientSnapshot>(co_await store_.load_changed(kNothingKnown));
}

// Unless a parallel one has put a younger one there.
ClientSnapshotRef ClientDirectory::put_in_force(const ClientSnapshotRef& base,
                                                ClientSnapshotRef next) {
  auto current = snapshot_.load();
  while (!current || current == base || current->version() < next->version()) {
    if (snapshot_.compare_exchange_strong(current, next)) return next;
  }
  return current;
}

}  // namespace tessera::oauth
