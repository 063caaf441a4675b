// Clients and profiles as every request reads them: one immutable snapshot per process, replaced
// when the version row moves (ADR 5).
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/oauth/client_key_set.hpp>
#include <tessera/oauth/client_store.hpp>
#include <tessera/runtime/change_signal.hpp>

namespace tessera::oauth {

// A registered resource type with its actions taken apart.
struct ResourceRules {
  std::set<std::string, std::less<>> actions;  // with any resource of the type
  std::set<std::string, std::less<>> own;      // with one's own
  std::string owner;                           // name of the property with the owner's subject
  bool sign_in_assured = false;
};

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
  std::map<std::string, ResourceRules, std::less<>> resource_types;
  std::vector<crypto::SignAlg> request_algs;  // of the profile: assertions, request objects, proofs
  ClientKeySet keys;                          // of the registered jwks
  std::string tls_subject_dn;  // the registered one, in the form of crypto::normalise_dn

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

// Clients lie in buckets by the first byte of their ids, in order; a snapshot shares those that did
// not change with the one before it, so that a change costs little however many clients there are.
class ClientSnapshot {
 public:
  explicit ClientSnapshot(ClientSet set);  // a client of an unknown profile is left out
  // With the clients of `changed` in place of their former selves; it has the same profiles.
  [[nodiscard]] ClientSnapshot with(ClientSet changed) const;
  [[nodiscard]] bool has_profiles(const std::vector<ClientProfile>& profiles) const;

  [[nodiscard]] ClientRef find(std::string_view client_id) const;  // nullptr if unknown; any status
  [[nodiscard]] const ClientProfile* profile(std::string_view name) const;
  [[nodiscard]] std::int64_t version() const { return version_; }
  // In the order of ids, from the one after `after`, until `visit` says false.
  void visit_after(const std::optional<Uuid>& after,
                   const std::function<bool(const Client&)>& visit) const;

 private:
  using Bucket = std::map<Uuid, ClientRef>;
  void put(std::vector<ClientRecord> records);

  std::int64_t version_ = 0;
  std::map<std::string, ClientProfile, std::less<>> profiles_;
  std::array<std::shared_ptr<const Bucket>, 256> buckets_;  // null: empty
};
using ClientSnapshotRef = std::shared_ptr<const ClientSnapshot>;

// Thread-safe. Owns neither the store nor the signal.
class ClientDirectory {
 public:
  // Without a signal, nobody tells it of changes.
  ClientDirectory(ClientStore& store, const Clock& clock,
                  const runtime::ChangeSignal* signal = nullptr)
      : store_(store), clock_(clock), signal_(signal) {}

  // The snapshot in force. While the signal is sure, it is asked of the database when a change was
  // announced; else the version row is read at most once a second. A snapshot that could not be
  // confirmed for 5 s is never served (throws Unavailable).
  [[nodiscard]] Task<ClientSnapshotRef> current();
  // Confirmed against the database now: after a change, and for administration.
  [[nodiscard]] Task<ClientSnapshotRef> fresh();
  // current()->find, nullptr if unknown.
  [[nodiscard]] Task<ClientRef> find(std::string client_id);

 private:
  [[nodiscard]] bool hears_of_no_change();
  [[nodiscard]] Task<ClientSnapshotRef> confirm();
  [[nodiscard]] Task<ClientSnapshotRef> load(ClientSnapshotRef base, std::int64_t version);
  [[nodiscard]] ClientSnapshotRef put_in_force(const ClientSnapshotRef& base,
                                               ClientSnapshotRef next);

  ClientStore& store_;
  const Clock& clock_;
  const runtime::ChangeSignal* signal_;
  std::atomic<ClientSnapshotRef> snapshot_;
  std::atomic<std::int64_t> confirmed_{0};      // microseconds since the epoch
  std::atomic<std::uint64_t> changes_seen_{0};  // of the signal, when it was confirmed
  std::atomic<bool> confirming_{false};
};

}  // namespace tessera::oauth
