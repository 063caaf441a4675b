// A credential's public key as COSE writes it (RFC 9052 7, RFC 9053 7), of the algorithms that are
// offered.
#pragma once

#include <tessera/authn/webauthn.hpp>
#include <tessera/codec/cbor.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::authn::webauthn {

struct CoseKey {
  std::int64_t alg = 0;
  crypto::Key key;
  Bytes raw;  // what libfido2 takes: x || y, x, or n || e
};

// "webauthn.algorithm": one that was not offered (WebAuthn 7.1 step 20); "webauthn.key": members
// missing, of another type or in addition (WebAuthn 6.5.1), a point off its curve, a weak modulus.
[[nodiscard]] Result<CoseKey> read_cose_key(const codec::Cbor& item);

}  // namespace tessera::authn::webauthn
