// rooms: crypto
#include <tessera/crypto/aead.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::crypto;

// Nothing that was not sealed opens; what was sealed opens for its context only.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Secret kKey{Bytes(32, 7)};
  const BytesView input{data, size};
  const auto named = key_id_of(input);
  const auto opened = open(kKey, input, "people.name.42");
  fuzz::require(named || !opened);
  if (opened) fuzz::require(as_text(*opened) == "Ada Lovelace");  // the one box of the corpus
  SeededRandom random{size};
  const auto box = seal(kKey, 9, input, "context", random);
  const auto plain = open(kKey, box, "context");
  fuzz::require(plain && as_text(*plain) == as_text(input) && key_id_of(box) == 9u);
  fuzz::require(!open(kKey, box, "contexT"));
  return 0;
}
