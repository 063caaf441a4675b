// What may be a password (requirements 4.5): length by code points, no composition rules, the whole
// value against a list, and not made of the person's or the service's own words.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::authn {

inline constexpr std::size_t kShortestPassword = 8;
inline constexpr std::size_t kShortestStaffPassword = 12;
inline constexpr std::size_t kLongestPassword = 128;

// NFC; nothing is trimmed or cut. Errc::invalid "password.malformed": not UTF-8, or control
// characters.
[[nodiscard]] Result<Secret> normalise_password(const Secret& password);

// password: normalised. own_words: of the person and of the service, as they are.
[[nodiscard]] Result<void> check_password(const Secret& password, bool staff,
                                          std::span<const std::string> own_words);

// The whole value, whatever its case, in the packaged list; or one character, a short piece or a
// plain sequence again and again.
[[nodiscard]] bool is_blocklisted(std::string_view password);

}  // namespace tessera::authn
