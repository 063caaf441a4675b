// Encryption for the holder of a key pair, as JWE puts it together (RFC 7518 4 and 5): content
// under a key that is used once, and that key under the recipient's. Thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::crypto {

// RFC 7518 5.2.3 and 5.3.
enum class ContentAlg { a128cbc_hs256, a128gcm, a256gcm };
[[nodiscard]] constexpr std::size_t key_size(ContentAlg alg) {
  return alg == ContentAlg::a128gcm ? 16 : 32;
}
[[nodiscard]] constexpr std::size_t iv_size(ContentAlg alg) {
  return alg == ContentAlg::a128cbc_hs256 ? 16 : 12;
}
inline constexpr std::size_t kContentTagSize = 16;

struct SealedContent {
  Bytes iv, cipher_text, tag;
};
// key: key_size(alg) bytes, never used again. associated is bound, not hidden.
[[nodiscard]] SealedContent seal_content(ContentAlg alg, const Secret& key, BytesView plain,
                                         std::string_view associated, Random& random);
// Errc::invalid "content.altered": a wrong key, iv or tag, or anything changed; nothing is told of
// what (RFC 7516 11.5).
[[nodiscard]] Result<Bytes> open_content(ContentAlg alg, const Secret& key,
                                         const SealedContent& sealed, std::string_view associated);

// The x coordinate of the shared point, 32 bytes (RFC 6090 4, RFC 7748 6.1). Both keys are P-256 or
// both X25519, and own is private, else std::logic_error.
[[nodiscard]] Secret agree(const Key& own, const Key& theirs);
// NIST SP 800-56A 5.8.1 with SHA-256, one round: at most 32 bytes.
[[nodiscard]] Secret concat_kdf(const Secret& shared, BytesView other_info, std::size_t length);

// RFC 3394 with a key of 16 bytes. Errc::invalid "key_box.altered".
[[nodiscard]] Bytes wrap_key(const Secret& wrapping, const Secret& key);
[[nodiscard]] Result<Secret> unwrap_key(const Secret& wrapping, BytesView box);

// RFC 8017 7.1 with SHA-256 for both hashes (RSA-OAEP-256, RFC 7518 4.3). Errc::invalid
// "key_box.altered" for whatever is wrong with the box; std::logic_error for a key of another type.
[[nodiscard]] Bytes seal_oaep(const Key& to, const Secret& key);
[[nodiscard]] Result<Secret> open_oaep(const Key& own, BytesView box);

}  // namespace tessera::crypto
