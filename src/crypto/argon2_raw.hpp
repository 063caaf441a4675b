// Argon2id version 1.3 with one lane, the bare function.
#pragma once

#include <array>

#include <tessera/crypto/password_hash.hpp>

namespace tessera::crypto {

inline constexpr std::size_t kArgon2SaltSize = 16;
using Argon2Salt = std::array<std::uint8_t, kArgon2SaltSize>;
using Argon2Tag = std::array<std::uint8_t, 32>;

enum class WorkingMemory {
  kept,   // this thread's arena
  plain,  // mapped and unmapped by libsodium; for the tests and for measuring
};

// Throws Unavailable("hashing") if the memory cannot be had.
[[nodiscard]] Argon2Tag argon2id_raw(const Secret& password, const Argon2Salt& salt,
                                     const Argon2Params& params, WorkingMemory memory);

}  // namespace tessera::crypto
