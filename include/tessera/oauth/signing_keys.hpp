// The signing keys of tokens: made, published, used and retired by the server itself (architecture
// 9).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/jose/key_snapshot.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/runtime/blocking_pool.hpp>
#include <tessera/runtime/lease.hpp>

namespace tessera::oauth {

struct SigningKeyRow {
  std::string kid;
  crypto::SignAlg alg = crypto::SignAlg::es256;
  jose::KeyState state = jose::KeyState::next;
  Bytes private_box;  // under the purpose token_signing, context "signing_key:<kid>"
  Bytes public_der;
  TimePoint published;
  std::optional<TimePoint> activated;
  std::optional<TimePoint> retired;
};

class SigningKeyStore {
 public:
  virtual ~SigningKeyStore() = default;
  [[nodiscard]] virtual Task<std::vector<SigningKeyRow>> load_all() = 0;  // without removed ones
  // All of these: false if another node was faster; nothing is written then.
  [[nodiscard]] virtual Task<bool> publish(const SigningKeyRow& row, audit::Event event) = 0;
  // The active key of its algorithm, if any, retires in the same commit.
  [[nodiscard]] virtual Task<bool> activate(const SigningKeyRow& row, TimePoint now,
                                            audit::Event event) = 0;
  // Of one that does not sign.
  [[nodiscard]] virtual Task<bool> remove(const SigningKeyRow& row, TimePoint now,
                                          audit::Event event) = 0;
};

struct RotationPolicy {
  Duration publish_ahead = days{1};  // before use; at least twice the JWKS max-age
  Duration active_for = days{90};
  Duration keep_retired = days{1} + hours{1};  // longest token life and a day
};

// One step that is due. Pure decision; several may be due at once.
struct RotationStep {
  enum class Kind { make_active, make_next, activate, remove } kind = Kind::make_next;
  crypto::SignAlg alg = crypto::SignAlg::es256;
  std::string kid;  // activate, remove
};
// `now_please`: rotate as soon as the rules allow, for `tessera keys rotate`.
[[nodiscard]] std::vector<RotationStep> decide_rotation(const std::vector<SigningKeyRow>& keys,
                                                        const RotationPolicy& policy, TimePoint now,
                                                        bool now_please = false);

// Thread-safe. References must outlive it.
class SigningKeys {
 public:
  struct Parts {
    SigningKeyStore& store;
    runtime::Leases& leases;
    runtime::BlockingPool& compute;  // makes RSA keys
    jose::KeySnapshotHolder& holder;
    crypto::KeyringHolder& keyring;
    const Clock& clock;
    Random& random;
    Uuid node;  // boot id, holder of the lease
    RotationPolicy policy = {};
  };
  explicit SigningKeys(Parts parts) : parts_(std::move(parts)) {}

  // Reads the keys and puts them in force on this node. True if they changed. A row that the
  // keyring cannot open is an error that names kid and key id (std::runtime_error).
  [[nodiscard]] Task<bool> reload();
  // What the job does, about every half minute: reload, take the steps that are due if this node
  // gets the lease, reload again. Also the first start: afterwards every algorithm has an active
  // key.
  [[nodiscard]] Task<> tend();
  // `tessera keys list`.
  [[nodiscard]] Task<std::vector<SigningKeyRow>> list() {
    co_return co_await parts_.store.load_all();
  }
  // `tessera keys rotate`: publishes next keys where there are none and activates those that were
  // published long enough. Answers the steps that were taken.
  [[nodiscard]] Task<std::vector<RotationStep>> rotate(const people::ActingAs& by,
                                                       const RequestContext& context);
  // `tessera keys withdraw`, after a compromise: the key is in the key set no more, so that nothing
  // it signed is good, here at once and on other nodes within a second; its private part is
  // destroyed. One that signs is followed first, by the next key or a new one. Errc::not_found
  // "key.unknown"; Errc::conflict "key.busy" while another node changes keys.
  [[nodiscard]] Task<Result<void>> withdraw(const std::string& kid, std::string reason,
                                            const people::ActingAs& by,
                                            const RequestContext& context);

 private:
  [[nodiscard]] Task<Result<void>> withdraw_leased(const std::string& kid, audit::Event event);
  // The key that signs from now on in place of this one.
  [[nodiscard]] Task<bool> follow(const std::vector<SigningKeyRow>& keys, crypto::SignAlg alg,
                                  const audit::Event& event);
  [[nodiscard]] Task<std::vector<RotationStep>> take_steps(bool now_please,
                                                           const audit::Event& event);
  [[nodiscard]] Task<bool> take(const RotationStep& step, const std::vector<SigningKeyRow>& keys,
                                audit::Event event);
  [[nodiscard]] Task<SigningKeyRow> make_row(crypto::SignAlg alg, jose::KeyState state);
  Parts parts_;
};

}  // namespace tessera::oauth
