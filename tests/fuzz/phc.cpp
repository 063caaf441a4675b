// rooms: crypto
#include <tessera/crypto/password_hash.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::crypto;

// Reads the string without hashing: only the exact form with these parameters needs no new hash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_input(data, size));
  const bool current = !argon2id_needs_rehash(text, {});
  fuzz::require(!current ||
                (text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && text.size() == 97));
  return 0;
}
