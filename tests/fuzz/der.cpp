// rooms: codec
#include <tessera/codec/der.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

namespace {

void walk(BytesView bytes, int depth) {
  while (!bytes.empty()) {
    const auto before = bytes;
    const auto element = take_der(bytes);
    if (!element) {
      fuzz::require(bytes.size() == before.size());
      return;
    }
    fuzz::require(element->content.size() + bytes.size() < before.size());
    if (const auto number = der_number(*element)) fuzz::require(*number >= 0);
    if (element->constructed && depth < 16) walk(element->content, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walk({data, size}, 0);
  (void)unwrap_der({data, size}, kDerSequence);
  return 0;
}
