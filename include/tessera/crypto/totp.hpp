// Time-based one-time codes, RFC 6238 with SHA-1, 6 digits, 30 seconds: what every app understands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>

namespace tessera::crypto {

inline constexpr seconds kTotpStep{30};

[[nodiscard]] std::int64_t totp_step(TimePoint now);
[[nodiscard]] std::string totp_code(BytesView secret, std::int64_t step);  // 6 digits
// The step whose code this is, among step-window .. step+window; nullopt if none. Looks at all of
// them, whichever matches. The caller keeps the step and refuses it and earlier ones from then on
// (RFC 6238 5.2).
[[nodiscard]] std::optional<std::int64_t> check_totp(BytesView secret, std::string_view code,
                                                     std::int64_t step, int window = 1);

}  // namespace tessera::crypto
