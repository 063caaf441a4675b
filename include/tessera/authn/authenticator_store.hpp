// What ceremonies and binding need of the database. Each write is one commit of rows and events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/authn/binding.hpp>
#include <tessera/authn/session_store.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

struct AuthenticatorRecord {
  Authenticator authenticator;
  Uuid person;
  Bytes data;          // sealed: Argon2id output (pepper), TOTP secret, public key (secret_box)
  std::string params;  // of a password hash: "m=19456,t=2,p=1"
  int consecutive_failures = 0;
  std::optional<std::int64_t> last_step;
  Bytes lookup_key = {};        // SHA-256 of a credential id or a certificate's key; or empty
  std::int64_t sign_count = 0;  // of a passkey, WebAuthn 6.1.1
  std::int64_t used_codes = 0;  // of lookup_codes: a bit per code that was taken
};

// Whose login it is, with what they sign in with.
struct LoginHolder {
  std::optional<people::Person> person;
  std::vector<AuthenticatorRecord> authenticators;
};

struct NewAuthenticator {
  AuthenticatorRecord record;  // bound is the time of the commit
  bool replaces = false;       // invalidates the others of its kind
  int at_most = 5;             // of its kind, if it replaces none
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> notices;  // to the person, by another channel
};

// An authenticator that proved something. counter: the time step of a TOTP code and the index of a
// look-up code are refused from now on; the sign count of a passkey is kept.
struct UsedAuthenticator {
  Uuid id;
  std::int64_t counter = 0;
  std::optional<bool> backed_up = std::nullopt;
};

// A sign-in that succeeded. A session id that exists is rotated: same id, new secret, new version.
struct SignInOutcome {
  SessionRecord session;
  std::vector<UsedAuthenticator> used;  // each once
  audit::Event event;
  std::vector<OutboxMessage> notices = {};  // to the person: a device that was not known
};

struct SignInCommit {
  std::int64_t version = 1;  // of the session
  std::int64_t others =
      0;  // further sessions of the person that are neither ended nor over their limit
};

struct AtCap {
  int failures = 0;
  std::vector<OutboxMessage> messages = {};
  TimePoint now = {};
};

class AuthenticatorStore {
 public:
  virtual ~AuthenticatorStore() = default;
  // All that are not invalidated; one statement, also for an id that nobody has.
  [[nodiscard]] virtual Task<std::vector<AuthenticatorRecord>> load(const Uuid& person) = 0;
  // By people::PeopleService::login_fingerprints; the same statement for a login that nobody has.
  [[nodiscard]] virtual Task<LoginHolder> load_by_login(std::vector<Bytes> fingerprints) = 0;
  // The one that is active under this lookup key; one statement, also for a key that nobody has.
  [[nodiscard]] virtual Task<std::optional<AuthenticatorRecord>> find(AuthenticatorKind kind,
                                                                      Bytes lookup_key) = 0;
  // The person's user handle (WebAuthn 5.4.3); `fresh`, 32 random bytes, becomes it if there is
  // none.
  [[nodiscard]] virtual Task<Bytes> user_handle(const Uuid& person, Bytes fresh) = 0;
  // False if there are too many of its kind, its lookup key is bound, or a parallel one was first.
  [[nodiscard]] virtual Task<bool> bind(const NewAuthenticator& authenticator) = 0;
  // Counts a failure and writes its event; the same statement for nobody's authenticator (nullopt).
  // at_cap: what is written besides with the failure that makes so many in a row.
  [[nodiscard]] virtual Task<> save_failure(std::optional<Uuid> authenticator, audit::Event event,
                                            AtCap at_cap = {}) = 0;
  // Replaces data that is still `from`.
  [[nodiscard]] virtual Task<> upgrade_password(const Uuid& authenticator, Bytes from, Bytes to,
                                                std::string params) = 0;
  // nullopt, and nothing written: a code was used already, the person is not active any more, or an
  // authenticator or the session ended meanwhile.
  [[nodiscard]] virtual Task<std::optional<SignInCommit>> commit_sign_in(
      const SignInOutcome& outcome) = 0;
};

}  // namespace tessera::authn
