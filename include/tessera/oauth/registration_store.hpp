// What oauth keeps of clients that register themselves: the tokens that admit them (RFC 7591 1.2)
// and the tokens by which they manage their registration (RFC 7592 1.2). Digests only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client.hpp>

namespace tessera::oauth {

// The most that a client may get which registers itself.
struct RegistrationTemplate {
  std::string profile = "baseline";
  std::string owner;                  // legal entity that answers for what is registered
  std::vector<std::string> contacts;  // for clients that name none
  std::vector<std::string> grant_types{"authorization_code", "refresh_token"};
  std::vector<std::string> scopes{"openid"};
  std::vector<ClaimPurpose> claims;
  std::vector<std::string> authorization_details_types;  // RFC 9396 10
  // They serve at once, unless several people approve clients; else somebody approves each draft.
  bool approve = false;
};
[[nodiscard]] boost::json::object to_json(const RegistrationTemplate& limits);
// Errc::invalid "registration.template" with field errors.
[[nodiscard]] Result<RegistrationTemplate> parse_registration_template(
    const boost::json::object& json);

struct InitialAccessToken {
  Uuid id;
  std::string name;  // what administration calls it: "tax portals, test"
  RegistrationTemplate limits;
  TimePoint created;
  TimePoint expires;
  int uses = 0;
  int max_uses = 1;
  std::optional<TimePoint> revoked;

  [[nodiscard]] bool admits(TimePoint now) const {
    return !revoked && now < expires && uses < max_uses;
  }
};

// A client that registered itself.
struct RegisteredClient {
  Uuid client;
  Bytes digest;                       // SHA-256 of its registration access token
  std::optional<Uuid> initial_token;  // none: the sandbox is open
  RegistrationTemplate limits;        // of that token; not stored with the client
  TimePoint registered;
};

class RegistrationStore {
 public:
  virtual ~RegistrationStore() = default;
  virtual Task<> save_token(const InitialAccessToken& token, const Bytes& digest,
                            audit::Event event) = 0;
  [[nodiscard]] virtual Task<std::vector<InitialAccessToken>> list_tokens() = 0;
  // False if there is none that is still in force.
  [[nodiscard]] virtual Task<bool> revoke_token(const Uuid& id, TimePoint now,
                                                audit::Event event) = 0;
  [[nodiscard]] virtual Task<std::optional<InitialAccessToken>> find_token(const Bytes& digest) = 0;
  // Counts one use; false if it admits nobody any more.
  [[nodiscard]] virtual Task<bool> take_token(const Uuid& id, TimePoint now) = 0;

  // Also replaces the digest of a client that is there already.
  virtual Task<> save_client(const RegisteredClient& client) = 0;
  [[nodiscard]] virtual Task<std::optional<RegisteredClient>> find_client(const Uuid& client) = 0;
  virtual Task<> remove_client(const Uuid& client) = 0;
  // Approvals that a client needs by the policy (docs/adr/0039); 0: a template may approve it.
  [[nodiscard]] virtual Task<int> approvals_needed() = 0;
  // Registered before then and without a grant since; machines, whose use leaves no grant, are not
  // among them.
  [[nodiscard]] virtual Task<std::vector<Uuid>> unused_clients(TimePoint before) = 0;
};

}  // namespace tessera::oauth
