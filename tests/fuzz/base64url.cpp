// rooms: codec
#include <tessera/codec/base64url.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

// One value has one text: whatever is accepted is written back unchanged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::as_input(data, size);
  if (const auto bytes = from_base64url(text)) fuzz::require(to_base64url(*bytes) == text);
  if (const auto bytes = from_base64(text)) fuzz::require(to_base64(*bytes) == text);
  if (const auto bytes = from_base32(text)) fuzz::require(to_base32(*bytes) == text);
  const BytesView bytes{data, size};
  fuzz::require(as_text(*from_base64url(to_base64url(bytes))) == text);
  return 0;
}
