// The signing keys in force, as one immutable value: everything about them that can be computed
// before a request (JWKS text, encoded headers) is computed when the snapshot is built.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/jose/jwk.hpp>

namespace tessera::jose {

// next is published but does not sign; active signs; retired only verifies.
enum class KeyState { next, active, retired };
[[nodiscard]] std::string_view to_string(KeyState state);

struct SigningKey {
  std::string kid;  // thumbprint of the key
  SignAlg alg = SignAlg::es256;
  KeyState state = KeyState::next;
  Key key;  // with its private part unless retired
};

// A P-256 key that others encrypt to (ECDH-ES with or without key wrapping).
struct DecryptionKey {
  std::string kid;         // thumbprint of the key
  bool published = false;  // false: only what was encrypted to it before is still opened
  Key key;                 // with its private part
};

// Thread-safe, since it never changes.
class KeySnapshot {
 public:
  // kids must differ, algorithms fit their keys, active keys be able to sign, and there is at most
  // one active key per algorithm: throws std::invalid_argument (rows are checked when loaded).
  explicit KeySnapshot(std::vector<SigningKey> keys, std::vector<DecryptionKey> decryption = {});

  [[nodiscard]] const std::vector<SigningKey>& keys() const { return keys_; }
  [[nodiscard]] const SigningKey* active(SignAlg alg) const;         // nullptr if there is none
  [[nodiscard]] const SigningKey* find(std::string_view kid) const;  // in any state
  [[nodiscard]] const std::vector<DecryptionKey>& decryption_keys() const { return decryption_; }
  // The one that a JWE names; without a kid, the published one. nullptr if there is none.
  [[nodiscard]] const DecryptionKey* find_decryption(std::string_view kid) const;
  // Every signing key and the published ones to encrypt to, ready to send.
  [[nodiscard]] const std::string& jwks_json() const { return jwks_; }
  // The encoded JWS header of tokens of this typ; ready for "JWT", "at+jwt" and "logout+jwt".
  [[nodiscard]] std::string header(const SigningKey& key, std::string_view typ) const;
  // The key whose ready header for this typ it is, in any state; nullptr if there is none.
  [[nodiscard]] const SigningKey* find_by_header(std::string_view encoded,
                                                 std::string_view typ) const;

 private:
  std::vector<SigningKey> keys_;
  std::vector<DecryptionKey> decryption_;
  std::map<std::string, std::string, std::less<>> headers_;  // by kid + ' ' + typ
  std::string jwks_;
};

// Holds the snapshot in force; readers take it, one writer replaces it. Thread-safe.
class KeySnapshotHolder {
 public:
  explicit KeySnapshotHolder(std::shared_ptr<const KeySnapshot> keys) : keys_(std::move(keys)) {}
  [[nodiscard]] std::shared_ptr<const KeySnapshot> get() const { return keys_.load(); }
  void replace(std::shared_ptr<const KeySnapshot> keys) { keys_.store(std::move(keys)); }

 private:
  std::atomic<std::shared_ptr<const KeySnapshot>> keys_;
};

}  // namespace tessera::jose
