// Argon2id (RFC 9106) by libsodium, with the working memory kept per hashing worker.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::crypto {

struct Argon2Params {
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t passes = 2;
  auto operator<=>(const Argon2Params&) const = default;
};

// PHC string "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Blocks for milliseconds: hashing pool
// only.
[[nodiscard]] std::string argon2id_hash(const Secret& password, const Argon2Params& params,
                                        Random& random);
// False also for a malformed PHC string. Same cost for every password.
[[nodiscard]] bool argon2id_verify(const std::string& phc, const Secret& password);
[[nodiscard]] bool argon2id_needs_rehash(const std::string& phc, const Argon2Params& params);
// Per-thread working memory: kept between hashes, given back by this call (an idle worker makes
// it).
void argon2id_release_memory();

}  // namespace tessera::crypto
