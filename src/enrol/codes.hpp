// The codes of enrolment: alphabet without I, L, O, U, groups of four, read back whatever the case.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::enrol {

[[nodiscard]] std::string make_tracking_number(Random& random);  // 12 characters, 60 bits
[[nodiscard]] Secret make_continuation_code(Random& random);     // 26 characters, 130 bits
[[nodiscard]] Secret make_invitation_code(Random& random);       // 26 characters, 130 bits
[[nodiscard]] Secret make_contact_code(Random& random);          // 6 digits, each as likely

// "7k4q 93qm-xf2c" as "7K4Q-93QM-XF2C"; "" if it is not `length` characters of the alphabet.
[[nodiscard]] std::string normalise_code(std::string_view typed, std::size_t length);
inline constexpr std::size_t kTrackingLength = 12;
inline constexpr std::size_t kContinuationLength = 26;
inline constexpr std::size_t kShortContinuationLength = 16;  // of codes given out before
inline constexpr std::size_t kInvitationLength = 26;

// SHA-256: the codes have enough randomness of their own.
[[nodiscard]] Bytes hash_code(std::string_view kind, std::string_view normalised);
// A code of 6 digits has not: its MAC is keyed.
[[nodiscard]] Bytes mac_contact_code(const Uuid& application, std::string_view mail,
                                     std::string_view code, const crypto::Keyring& ring);

}  // namespace tessera::enrol
