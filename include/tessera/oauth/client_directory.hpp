// Clients and profiles as every request reads them: one immutable snapshot per process, replaced
// when the version row moves.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/oauth/client_store.hpp>

namespace tessera::oauth {

// A client with what can be computed before a request.
struct ClientEntry {
  Client client;
  ClientProfile profile;
  std::vector<ClientSecret> secrets;
  std::string client_id;
  std::string sector;  // for pairwise subjects
  std::set<std::string, std::less<>> scopes;
  std::set<std::string, std::less<>> grant_types;
  std::map<std::string, ClaimPurpose, std::less<>> claims;
  std::vector<jose::Jwk> keys;  // of the registered jwks

  [[nodiscard]] bool is_public() const {
    return client.registration.token_endpoint_auth_method == ClientAuthMethod::none;
  }
  // Approved and not past the end of its agreement.
  [[nodiscard]] bool serves(TimePoint now) const {
    return client.status == ClientStatus::approved &&
           (!client.registration.expires || now < *client.registration.expires);
  }
  [[nodiscard]] bool may_use(std::string_view grant_type) const {
    return grant_types.contains(grant_type);
  }
};
using ClientRef = std::shared_ptr<const ClientEntry>;

[[nodiscard]] ClientEntry make_entry(ClientRecord record, const ClientProfile& profile);

class ClientSnapshot {
 public:
  explicit ClientSnapshot(ClientSet set);  // a client of an unknown profile is left out
  [[nodiscard]] ClientRef find(std::string_view client_id) const;  // nullptr if unknown; any status
  [[nodiscard]] const ClientProfile* profile(std::string_view name) const;
  [[nodiscard]] std::int64_t version() const { return version_; }
  [[nodiscard]] const std::map<Uuid, ClientRef>& clients() const { return by_id_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::int64_t version_ = 0;
  std::map<std::string, ClientProfile, std::less<>> profiles_;
  std::map<Uuid, ClientRef> by_id_;
  std::unordered_map<std::string, ClientRef, Hash, std::equal_to<>> by_client_id_;
};
using ClientSnapshotRef = std::shared_ptr<const ClientSnapshot>;

// Thread-safe. Does not own the store.
class ClientDirectory {
 public:
  ClientDirectory(ClientStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // The snapshot in force: the version row is read at most once a second, and a snapshot that could
  // not be confirmed for 5 s is never served (throws Unavailable).
  [[nodiscard]] Task<ClientSnapshotRef> current();
  // Confirmed against the database now: after a change, and for administration.
  [[nodiscard]] Task<ClientSnapshotRef> fresh();
  // current()->find, nullptr if unknown.
  [[nodiscard]] Task<ClientRef> find(std::string client_id);

 private:
  [[nodiscard]] Task<ClientSnapshotRef> confirm();

  ClientStore& store_;
  const Clock& clock_;
  std::atomic<ClientSnapshotRef> snapshot_;
  std::atomic<std::int64_t> confirmed_{0};  // microseconds since the epoch
  std::atomic<bool> confirming_{false};
};

}  // namespace tessera::oauth
