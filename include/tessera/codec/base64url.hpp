// Base64url without padding (RFC 7515 2), and base32 (RFC 4648 6) for TOTP secrets. Strict: no
// white space, no padding, no non-zero trailing bits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>

namespace tessera::codec {

[[nodiscard]] std::string to_base64url(BytesView bytes);
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);
[[nodiscard]] std::string to_base64(BytesView bytes);
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);
[[nodiscard]] std::string to_base32(BytesView bytes);
[[nodiscard]] std::optional<Bytes> from_base32(std::string_view text);

}  // namespace tessera::codec
