// Refresh tokens: "tsr_" and base64url of family, number and a MAC under the purpose refresh. The
// database keeps the family, never the token, so the same successor can be made again (architecture
// 10).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oauth/grant_store.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kRefreshPrefix = "tsr_";

struct RefreshToken {
  Uuid family;
  std::int64_t n = 0;
};

[[nodiscard]] std::string render_refresh_token(const RefreshToken& token,
                                               const crypto::Keyring& keys);
// nullopt unless we made it.
[[nodiscard]] std::optional<RefreshToken> parse_refresh_token(std::string_view text,
                                                              const crypto::Keyring& keys);

// Parallel and repeated refreshes get the same successor for so long after the rotation; or after
// an outage of the store that the rotation or its retries fell into: it may have committed what it
// never answered, and the client could not learn of it before.
inline constexpr seconds kSuccessorWindow{10};

enum class RefreshVerdict {
  usable,     // the number in force: rotate (or, in mode bound, use)
  successor,  // the number before, within the window: answer with the number in force
  reused,     // an older number, or the window is over: revoke the family
  ended,      // revoked, expired, or not a family of that client
};
// Pure. RFC 9700 4.14.2.
[[nodiscard]] RefreshVerdict decide_refresh(const Grant& family, const RefreshToken& presented,
                                            const Uuid& client, TimePoint now,
                                            const std::optional<Outage>& outage = std::nullopt);

}  // namespace tessera::oauth
