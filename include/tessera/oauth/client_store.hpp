// What oauth needs of the database for clients. Each write is one commit of rows and events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client.hpp>

namespace tessera::oauth {

// A generated secret has 256 bits, so its SHA-256 is stored and no password hash is needed.
struct ClientSecret {
  Uuid id;
  Bytes digest;
  TimePoint created;
  std::optional<TimePoint> expires;
};

struct ClientRecord {
  Client client;
  std::vector<ClientSecret> secrets;  // newest first
};

// Every profile, and the clients that changed after a version that is known.
struct ClientSet {
  std::int64_t version = 0;
  std::vector<ClientProfile> profiles;
  std::vector<ClientRecord> clients;
};
inline constexpr std::int64_t kNothingKnown = -1;

struct ClientChange {
  Client client;  // as it shall be; its version is the one it replaces
  std::optional<ClientSecret> new_secret;
  std::optional<TimePoint> cut_secrets;  // every other secret ends then at the latest
  bool revoke_grants = false;
  std::vector<std::string> permissions;  // of its resource types, that roles may carry from now on
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages = {};
};

struct ClientSaved {
  bool saved = false;            // false: the stored version is another one, or ...
  bool namespace_taken = false;  // ... the namespace is another client's, or this one has another
  std::vector<Uuid> revoked;     // grants that ended with the change
};

class ClientStore {
 public:
  virtual ~ClientStore() = default;
  // Moves with every change of a client or profile.
  [[nodiscard]] virtual Task<std::int64_t> version() = 0;
  [[nodiscard]] virtual Task<ClientSet> load_changed(std::int64_t since) = 0;
  // A new client has version 0.
  [[nodiscard]] virtual Task<ClientSaved> save(const ClientChange& change) = 0;
};

}  // namespace tessera::oauth
