// What a Key shares between its copies.
#pragma once

#include <tessera/crypto/key.hpp>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {

// Setting up a context for an algorithm costs 2 us, an eighth of an ES256 signature. It is done
// once per key; each call works on a duplicate (0.3 us), so threads share nothing but reference
// counts.
struct PreparedContexts {
  PkeyContext sign;  // null for a public key
  PkeyContext verify;
};

struct Key::Data {
  Data(Pkey pkey, KeyType type, bool is_private);

  Pkey pkey;
  KeyType type;
  bool is_private;
  PreparedContexts pkcs1;  // RS256; unused for other types
  PreparedContexts main;   // ES256 or PS256; Ed25519 signs whole messages and needs none
};

}  // namespace tessera::crypto
