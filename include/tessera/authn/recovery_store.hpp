// What recovery needs of the database. Each write is one commit of rows, events and messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/recovery_rules.hpp>
#include <tessera/authn/recovery_table.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

// What a write carries along.
struct RecoveryNews {
  std::vector<audit::Event> events = {};
  std::vector<OutboxMessage> messages = {};
};

enum class IssuedCodeKind { address, recovery, contact, number };
[[nodiscard]] std::string_view to_string(IssuedCodeKind kind);
[[nodiscard]] std::optional<IssuedCodeKind> parse_issued_code_kind(std::string_view word);

struct IssuedCode {
  Uuid id;
  Uuid person;
  IssuedCodeKind kind = IssuedCodeKind::recovery;
  std::optional<Uuid> contact;
  Bytes box;  // of an address or a number: itself, sealed
  Bytes mac;  // empty: the contact has not confirmed yet
  TimePoint issued;
  TimePoint expires;
};
// At most so many of a kind (and contact) within a time: nobody floods a mailbox.
struct CodeAllowance {
  int at_most = 3;
  Duration within = hours{24};
};

// A telephone number that the person validated.
struct CodeNumber {
  Uuid person;
  Bytes box;                        // sealed
  std::vector<Bytes> fingerprints;  // keyed; the first one is kept, any is found
  TimePoint validated;
};

struct RecoveryContact {
  Uuid id;
  Uuid person;
  Bytes box;  // name, address and how the person is known to them, sealed
  TimePoint created;
  std::optional<TimePoint> confirmed;
};

struct Recovery {
  Uuid id;
  Uuid person;
  RecoveryState state = RecoveryState::waiting;
  std::vector<Method> proofs;
  RecoveryGrant grant;
  bool has_secret = false;
  TimePoint requested;
  TimePoint entered;
  std::optional<TimePoint> due;
  std::optional<Uuid> officer;
  std::int64_t version = 1;
};
struct RecoveryMove {
  Uuid id;
  std::int64_t version = 1;
  RecoveryState from = RecoveryState::waiting;
  RecoveryState to = RecoveryState::cancelled;
  std::optional<TimePoint> due;
  TimePoint now;
  std::string reason;
};
struct RecoveryCompletion {
  RecoveryMove move;
  Uuid person;
  std::vector<AuthenticatorKind> replaced;   // all of these end ...
  std::vector<AuthenticatorKind> suspended;  // ... the active ones of these rest ...
  std::vector<AuthenticatorRecord> bound;    // ... and these are new
};

// A step in the life of an authenticator that the person takes.
struct AuthenticatorChange {
  Uuid id;
  Uuid person;
  AuthenticatorKind kind = AuthenticatorKind::totp;
  AuthenticatorState from = AuthenticatorState::active;
  AuthenticatorState to = AuthenticatorState::active;
  std::string label;
  std::string reason;
  std::optional<int> expect_active;  // only if so many are active: parallel changes are seen
  TimePoint now;
};

class RecoveryStore {
 public:
  virtual ~RecoveryStore() = default;

  // Messages and events of no row.
  [[nodiscard]] virtual Task<> post(RecoveryNews news, TimePoint now) = 0;
  // An authenticator proved something here: false if its code was used or it is not active any
  // more.
  [[nodiscard]] virtual Task<bool> spend(const UsedAuthenticator& used, const Uuid& person,
                                         TimePoint now) = 0;

  [[nodiscard]] virtual Task<bool> change_authenticator(const AuthenticatorChange& change,
                                                        RecoveryNews news) = 0;

  // False if the allowance is used up or the person is not active.
  [[nodiscard]] virtual Task<bool> issue(const IssuedCode& code, const CodeAllowance& allowance,
                                         RecoveryNews news) = 0;
  // Neither used nor expired; one statement, also for a person whom nobody is.
  [[nodiscard]] virtual Task<std::vector<IssuedCode>> live_codes(const Uuid& person,
                                                                 IssuedCodeKind kind,
                                                                 TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<IssuedCode>> load_code(const Uuid& id,
                                                                  TimePoint now) = 0;
  // False if it is used or over: of parallel tries one gets it.
  [[nodiscard]] virtual Task<bool> take(const Uuid& code, TimePoint now) = 0;
  // Gives the code of a contact its MAC, once.
  [[nodiscard]] virtual Task<bool> fill(const Uuid& code, Bytes mac, TimePoint now,
                                        RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<> forget_codes(TimePoint expired_before) = 0;

  // The second address, sealed.
  [[nodiscard]] virtual Task<std::optional<Bytes>> load_address(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<> save_address(const Uuid& person, Bytes box, TimePoint now,
                                            RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<bool> drop_address(const Uuid& person, TimePoint now,
                                                RecoveryNews news) = 0;

  [[nodiscard]] virtual Task<std::optional<Bytes>> load_number(const Uuid& person) = 0;
  // False if so many other accounts have it already.
  [[nodiscard]] virtual Task<bool> save_number(const CodeNumber& number, int at_most,
                                               RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<bool> drop_number(const Uuid& person, TimePoint now,
                                               RecoveryNews news) = 0;

  [[nodiscard]] virtual Task<std::vector<RecoveryContact>> contacts(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<std::optional<RecoveryContact>> load_contact(const Uuid& id) = 0;
  // False if there are at_most already.
  [[nodiscard]] virtual Task<bool> add_contact(const RecoveryContact& contact, int at_most,
                                               RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<bool> confirm_contact(const Uuid& id, TimePoint now,
                                                   RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<bool> end_contact(const Uuid& id, const Uuid& person, TimePoint now,
                                               RecoveryNews news) = 0;

  // The one of the person that is neither over nor done.
  [[nodiscard]] virtual Task<std::optional<Recovery>> find_open(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<std::optional<Recovery>> find_by_secret(Bytes hash) = 0;
  [[nodiscard]] virtual Task<std::optional<Recovery>> load(const Uuid& id) = 0;
  // At most 100 whose time is over.
  [[nodiscard]] virtual Task<std::vector<Recovery>> due(TimePoint now) = 0;
  // Takes the place of one that is open. secret_hash: empty if there is none. False if the person
  // is not active.
  [[nodiscard]] virtual Task<bool> request(const Recovery& recovery, Bytes secret_hash,
                                           RecoveryNews news) = 0;
  // False if it is not in that state and version any more: of parallel moves the first wins.
  [[nodiscard]] virtual Task<bool> move(const RecoveryMove& move, RecoveryNews news) = 0;
  [[nodiscard]] virtual Task<bool> complete(const RecoveryCompletion& completion,
                                            RecoveryNews news) = 0;
};

}  // namespace tessera::authn
