// rooms: crypto
#include <tessera/crypto/key.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView der{data, size};
  if (const auto key = Key::from_public_der(der)) {
    fuzz::require(!key->has_private());
    fuzz::require(Key::from_public_der(key->public_der()).has_value());
    (void)key->public_parts();
  }
  if (const auto key = Key::from_private_der(der)) {
    fuzz::require(Key::from_private_der(key->private_der().reveal_bytes()).has_value());
  }
  return 0;
}
