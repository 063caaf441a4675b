// A client that keeps employment records here (SCIM 2.0), where it may, and its long-lived bearers.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::scim {

inline constexpr std::string_view kReadUsers = "scim:users.read";
inline constexpr std::string_view kWriteUsers = "scim:users.write";
inline constexpr std::string_view kReadGroups = "scim:groups.read";
inline constexpr std::string_view kWriteGroups = "scim:groups.write";
inline constexpr std::string_view kTokenPrefix = "tscim_";

struct Reach {
  Uuid unit;
  std::string name;
};

struct Connection {
  Uuid client;
  Uuid unit;
  std::string employer;
  TimePoint created;
  std::int64_t version = 0;
  std::vector<Reach> units;  // that unit and all below it
  [[nodiscard]] bool reaches(const Uuid& unit) const;
  [[nodiscard]] std::vector<Uuid> unit_ids() const;
};

// Who asks: a client for itself, with what it may.
struct Caller {
  Connection connection;
  std::set<std::string, std::less<>> scopes;
  [[nodiscard]] people::ActingAs acting() const;
};

struct BearerInfo {
  Uuid id;
  TimePoint created;
  TimePoint expires;
  std::optional<TimePoint> revoked;
};

class ConnectionStore {
 public:
  virtual ~ConnectionStore() = default;
  [[nodiscard]] virtual Task<std::optional<Connection>> load(const Uuid& client) = 0;
  // Of these units (nullopt: all), by client, without their reach.
  [[nodiscard]] virtual Task<std::vector<Connection>> list(
      const std::optional<std::set<Uuid>>& units, const std::optional<Uuid>& after,
      std::size_t limit) = 0;
  // by: who opens it or makes it, nullopt for the system user. He counts as one who gives what the
  // client gives (docs/adr/0039).
  // False if the unit is unknown or the version another one by now.
  [[nodiscard]] virtual Task<bool> save(const Connection& connection,
                                        std::optional<std::int64_t> version,
                                        const std::optional<Uuid>& by, TimePoint now,
                                        audit::Event event) = 0;
  // False if two are in force.
  [[nodiscard]] virtual Task<bool> save_token(const Uuid& client, const BearerInfo& token,
                                              const Bytes& digest, const std::optional<Uuid>& by,
                                              audit::Event event) = 0;
  [[nodiscard]] virtual Task<std::vector<BearerInfo>> list_tokens(const Uuid& client) = 0;
  [[nodiscard]] virtual Task<bool> revoke_token(const Uuid& client, const Uuid& token,
                                                TimePoint now, audit::Event event) = 0;
  // The client of a token in force.
  [[nodiscard]] virtual Task<std::optional<Uuid>> find_token(const Bytes& digest,
                                                             TimePoint now) = 0;
};

// The administration of connections; the caller has decided that the actor may.
class ConnectionService {
 public:
  ConnectionService(ConnectionStore& store, Random& random) : store_(store), random_(random) {}
  [[nodiscard]] Task<std::vector<Connection>> list(const std::optional<std::set<Uuid>>& units,
                                                   const std::optional<Uuid>& after,
                                                   std::size_t limit) {
    co_return co_await store_.list(units, after, limit);
  }
  // Errc::not_found "scim.no_connection".
  [[nodiscard]] Task<Result<Connection>> get(const Uuid& client);
  // Errc::invalid "scim.employer"; Errc::precondition "scim.changed".
  [[nodiscard]] Task<Result<Connection>> put(const Connection& wish,
                                             std::optional<std::int64_t> version,
                                             const people::ActingAs& by,
                                             const RequestContext& context);
  struct NewBearer {
    BearerInfo info;
    Secret text;  // shown this once
  };
  // Errc::invalid "scim.token_life" (a day to 366 days); Errc::conflict "scim.tokens" (two in
  // force: the old one is revoked once the new one is in use).
  [[nodiscard]] Task<Result<NewBearer>> create_token(const Uuid& client, TimePoint expires,
                                                     const people::ActingAs& by,
                                                     const RequestContext& context);
  [[nodiscard]] Task<std::vector<BearerInfo>> list_tokens(const Uuid& client);
  // Errc::not_found "scim.token_unknown".
  [[nodiscard]] Task<Result<void>> revoke_token(const Uuid& client, const Uuid& token,
                                                const people::ActingAs& by,
                                                const RequestContext& context);
  // The connection that a bearer speaks for; nullopt: none in force.
  [[nodiscard]] Task<std::optional<Connection>> find(std::string_view bearer, TimePoint now);
  [[nodiscard]] Task<std::optional<Connection>> find(const Uuid& client);

 private:
  ConnectionStore& store_;
  Random& random_;
};

}  // namespace tessera::scim
