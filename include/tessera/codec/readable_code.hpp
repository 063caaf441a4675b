// Codes that people read, type and say: an alphabet without I, L, O and U, groups of four, read
// back whatever the case. Five bits each character.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::codec {

// "7K4Q-93QM-XF2C" of 12 characters.
[[nodiscard]] Secret make_readable_code(Random& random, std::size_t length);
// "JBSW Y3DP" of "JBSWY3DP".
[[nodiscard]] std::string in_groups(std::string_view plain, char between = ' ');
// Decimal digits, each number as likely; at most 9.
[[nodiscard]] Secret make_digits(Random& random, int length);
// "7k4q 93qm-xf2c" as "7K4Q-93QM-XF2C"; "" if it is not `length` characters of the alphabet.
[[nodiscard]] std::string normalise_readable_code(std::string_view typed, std::size_t length);

}  // namespace tessera::codec
