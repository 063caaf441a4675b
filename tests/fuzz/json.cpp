// rooms: codec
#include <tessera/codec/json.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

// A canonical text is canonical JSON of itself, and means what the text it came from means.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = parse_json(fuzz::as_input(data, size), 1 << 16);
  if (!value) return 0;
  const auto canonical = canonical_json(*value);
  if (!canonical) return 0;
  const auto again = parse_json(*canonical, 1 << 20);
  fuzz::require(again.has_value());
  fuzz::require(canonical_json(*again) == *canonical);
  return 0;
}
