// Digests, MACs and key derivation. All algorithms are fetched once; contexts are per thread.
#pragma once

#include <array>
#include <string>

#include <tessera/base/bytes.hpp>

namespace tessera::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(BytesView data);
[[nodiscard]] Bytes sha384(BytesView data);
[[nodiscard]] Bytes sha512(BytesView data);
[[nodiscard]] std::array<std::uint8_t, 20> sha1(
    BytesView data);  // blocklist lookups, legacy ids only
[[nodiscard]] Sha256 hmac_sha256(BytesView key, BytesView data);
[[nodiscard]] std::array<std::uint8_t, 20> hmac_sha1(BytesView key, BytesView data);  // RFC 6238
// HKDF-SHA256, RFC 5869.
[[nodiscard]] Bytes hkdf_sha256(BytesView key, BytesView salt, BytesView info, std::size_t length);

}  // namespace tessera::crypto
