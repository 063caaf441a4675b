// What oauth needs of the database for grants. A grant is what one redeemed code gave: its row
// guards the code against a second redemption and is the refresh family if offline access was
// granted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/assurance.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/outage.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/privacy/release.hpp>

namespace tessera::oauth {

// none: no refresh token. rotate: each refresh gives the successor. bound: one token, tied to the
// client's key or secret.
enum class RefreshMode { none, rotate, bound };
[[nodiscard]] std::string_view to_string(RefreshMode mode);
[[nodiscard]] std::optional<RefreshMode> parse_refresh_mode(std::string_view text);

struct Grant {
  Uuid id;  // version 7; carried by the code, so that a look-up touches one month
  Uuid client;
  Uuid person;
  std::optional<Uuid> session;
  std::string subject;  // `sub` of its tokens
  std::vector<std::string> scopes;
  std::vector<std::string> claims;           // what userinfo may release
  std::vector<std::string> id_token_claims;  // what the ID token may carry
  std::string authorization_details;         // a JSON array (RFC 9396 2), or empty
  std::vector<std::string> resources;        // RFC 8707; empty: every audience of the client
  std::string cnf;  // the key its tokens are bound to, as the JSON of a cnf claim, or empty
  Acr acr = Acr::none;
  std::vector<std::string> amr;
  TimePoint auth_time;
  TimePoint created;
  RefreshMode mode = RefreshMode::none;
  std::int64_t n = 0;                // number of the refresh token in force
  std::optional<TimePoint> rotated;  // when n was reached
  TimePoint expires;                 // of the family; never moves
  std::optional<TimePoint> revoked;
};

struct NewGrant {
  Grant grant;
  Bytes code_hash;
  std::vector<privacy::NewRelease> releases;
  std::vector<audit::Event> events;
  bool needs_consent = false;  // a current one, at the moment of the commit
};

struct Rotation {
  Uuid id;
  Uuid client;
  std::int64_t n = 0;  // the token that was presented
  TimePoint now;
  std::vector<audit::Event> events;  // written only if it rotates
};
struct RotationOutcome {
  bool rotated = false;  // then grant is the row after
  std::optional<Grant>
      grant;  // nullopt: no such family of this client, or its person is not active
  std::optional<Outage> outage;  // the last one of the store; told where nothing was rotated
};

struct Revocation {
  std::optional<Uuid> id;  // every member that is set narrows; at least one is
  std::optional<Uuid> client;
  std::optional<Uuid> person;
  std::optional<Uuid> session;
  std::string reason;  // stable word: "code_reused", "consent_revoked" ...
  TimePoint now;
  std::vector<audit::Event> events;  // written only if something was revoked
};

// A client that holds tokens of a session, for back-channel logout.
struct SessionClient {
  Uuid client;
  std::string subject;
};

class GrantStore {
 public:
  virtual ~GrantStore() = default;
  // False if the code was redeemed or spoilt before, or if the person or the consent it needs is
  // gone by now: nothing is written then.
  [[nodiscard]] virtual Task<bool> create(const NewGrant& grant) = 0;
  [[nodiscard]] virtual Task<std::optional<Grant>> load(const Uuid& id) = 0;
  // Only if n is the number in force, the family lives and its person is active; one statement.
  [[nodiscard]] virtual Task<RotationOutcome> rotate(const Rotation& rotation) = 0;
  // The grants that this call revoked, and those revoked within the last hour, for whoever marks
  // them in Redis: the first try may have failed there.
  [[nodiscard]] virtual Task<std::vector<Uuid>> revoke(const Revocation& revocation) = 0;
  // A code that was seen twice: its grant ends; if `known` (it was certainly issued) and the first
  // redemption is not written yet, it will fail. True if a grant was ended, now or within the last
  // hour.
  [[nodiscard]] virtual Task<bool> spoil_code(const NewGrant& tombstone, bool known) = 0;
  [[nodiscard]] virtual Task<std::vector<SessionClient>> clients_of_session(
      const Uuid& session) = 0;
  // Creates the partitions of this and the next months.
  [[nodiscard]] virtual Task<> add_months(TimePoint now) = 0;
};

}  // namespace tessera::oauth
