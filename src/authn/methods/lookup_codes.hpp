// Codes that a person keeps on paper: a sheet of look-up codes (SP 800-63B-4 3.1.2) and the saved
// recovery code. What is stored are salted hashes, sealed under the pepper and bound to the
// authenticator.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

inline constexpr std::size_t kLookupCodes = 10;
inline constexpr std::size_t kLookupCodeLength = 8;  // 40 bits
inline constexpr std::size_t kSavedCodeLength = 24;  // 120 bits
inline constexpr int kFewLookupCodes = 3;            // the person is warned

[[nodiscard]] std::vector<Secret> make_lookup_codes(Random& random);
[[nodiscard]] Secret make_saved_code(Random& random);

// At most 63 codes, so that a bit of AuthenticatorRecord::used_codes stands for each.
[[nodiscard]] Bytes seal_codes(std::span<const Secret> codes, const Uuid& authenticator,
                               const crypto::Keyring& keys, Random& random);
// Which of the codes this is; as long for every input of the right form. Data that cannot be opened
// is a fault of the deployment: std::runtime_error naming the authenticator.
[[nodiscard]] std::optional<int> find_code(BytesView data, const Uuid& authenticator,
                                           std::string_view typed, std::size_t length,
                                           const crypto::Keyring& keys);

[[nodiscard]] constexpr bool is_code_used(std::int64_t used, int code) {
  return (used >> code & 1) != 0;
}
[[nodiscard]] int lookup_codes_left(std::int64_t used);

}  // namespace tessera::authn
