// JSON Web Encryption in compact form (RFC 7516), as strict as verify_jws: the caller says which
// algorithms it accepts, and nothing in the token widens that (RFC 8725 3.1).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/jose/encryption_jwk.hpp>

namespace tessera::jose {

// How to encrypt: to a key of the recipient's, by algorithms of its registration.
struct JweTarget {
  const EncryptionJwk& key;
  KeyAlg alg = KeyAlg::ecdh_es;
  ContentAlg enc = ContentAlg::a128cbc_hs256;
  std::string_view cty;  // "JWT" for a nested one (RFC 7519 5.2), or empty
};
// Throws std::logic_error if alg does not fit the key.
[[nodiscard]] std::string encrypt_jwe(const JweTarget& target, std::string_view plain,
                                      Random& random);

// What the reader accepts.
struct JweRules {
  std::vector<KeyAlg> key_algs{kKeyAlgs.begin(), kKeyAlgs.end()};
  std::vector<ContentAlg> content_algs{kContentAlgs.begin(), kContentAlgs.end()};
  std::size_t max_bytes = 64 * 1024;
};

struct JweHeader {
  KeyAlg alg = KeyAlg::ecdh_es;
  ContentAlg enc = ContentAlg::a128cbc_hs256;
  std::string kid;              // "" if absent
  std::string cty;              // as written, "" if absent
  boost::json::object members;  // all of them
};

struct Jwe {
  JweHeader header;
  std::string plain;
};

// Our private key that it was encrypted to, or nullopt. Called once, after the header has passed
// every rule.
using FindPrivateKey = std::function<std::optional<Key>(const JweHeader&)>;

// Errc::invalid: "jwe.malformed" (not five parts, bad base64url or JSON, duplicate members, a
// missing or broken epk, too long), "jwe.algorithm" (not in the lists, or it does not fit the key),
// "jwe.crit" (any crit), "jwe.zip" (compression is refused: RFC 8725 3.6), "jwe.key"
// (FindPrivateKey knows none), "jwe.altered" (whatever else; nothing is told of what, RFC
// 7516 11.5).
[[nodiscard]] Result<Jwe> decrypt_jwe(std::string_view compact, const JweRules& rules,
                                      const FindPrivateKey& find_key, Random& random);

// Whether a compact token is a JWE: five parts instead of three.
[[nodiscard]] bool looks_like_jwe(std::string_view compact);

}  // namespace tessera::jose
