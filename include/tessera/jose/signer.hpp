// Signs JWTs with the active key of an algorithm, verifies tessera's own, and opens what was
// encrypted to it.
#pragma once

#include <string>
#include <string_view>

#include <tessera/jose/jwe.hpp>
#include <tessera/jose/jws.hpp>
#include <tessera/jose/key_snapshot.hpp>

namespace tessera::jose {

// Thread-safe; costs one signature (15 us for ES256) and no JSON. Does not own the holder.
class Signer {
 public:
  explicit Signer(const KeySnapshotHolder& keys) : keys_(keys) {}
  // claims is the JSON text of an object. Throws Unavailable("keys") if no key of alg is active.
  [[nodiscard]] std::string sign_jwt(SignAlg alg, std::string_view typ,
                                     std::string_view claims) const;
  // A token that tessera issued, by any key still published. Errors as verify_jws.
  [[nodiscard]] Result<Jws> verify_own(std::string_view compact, const JwsRules& rules) const;
  // Whether a key is published still: nothing that another one signed is good any more.
  [[nodiscard]] bool publishes(std::string_view kid) const {
    return keys_.get()->find(kid) != nullptr;
  }
  // A JWE to one of the published keys (RFC 9101 6.1). Errors as decrypt_jwe.
  [[nodiscard]] Result<Jwe> decrypt_own(std::string_view compact, Random& random) const;

 private:
  const KeySnapshotHolder& keys_;
};

}  // namespace tessera::jose
