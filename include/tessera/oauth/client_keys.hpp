// The public keys of clients: the registered jwks, or what stands behind the registered jwks_uri.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/encryption_jwk.hpp>
#include <tessera/jose/jws.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/http_fetch.hpp>

namespace tessera::oauth {

// Thread-safe. Keys are parsed when the registration is loaded or the document fetched, never per
// request. A fetched set is kept: it is renewed in the background, fetched again for a kid that it
// lacks (at most kBurst times at once, then once per kRefill and client), by one caller while the
// others wait for him, and the last good one serves while the client's server is away.
class ClientKeys {
 public:
  static constexpr Duration kFresh = minutes{10};  // then renewed in the background
  static constexpr Duration kKept = hours{24};     // the longest that a failing server is covered
  static constexpr int kBurst = 3;
  static constexpr Duration kRefill = seconds{20};

  virtual ~ClientKeys() = default;
  // Verifies a JWS with a key of the client's: the one it names by kid, else one that fits its
  // algorithm. The rules name the algorithms; a key that is restricted to another one does not
  // count (RFC 7517 4.4). Errors as verify_jws, "jws.key" also when the keys cannot be had.
  [[nodiscard]] virtual Task<Result<jose::Jws>> verify(const ClientRef& client,
                                                       std::string_view compact,
                                                       const jose::JwsRules& rules,
                                                       TimePoint now) = 0;
  // The key to encrypt to by this algorithm; nullopt if the client has none.
  [[nodiscard]] virtual Task<std::optional<jose::EncryptionJwk>> find_encryption_key(
      const ClientRef& client, jose::KeyAlg alg, TimePoint now) = 0;
  // Whether one of the keys has this SHA-256 of its SubjectPublicKeyInfo (RFC 8705 2.2.2).
  [[nodiscard]] virtual Task<bool> holds_key(const ClientRef& client, const crypto::Sha256& spki,
                                             TimePoint now) = 0;
};

[[nodiscard]] std::unique_ptr<ClientKeys> make_client_keys(HttpFetch& fetch);

}  // namespace tessera::oauth
