// rooms: oauth codec
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/oauth/token_service.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  (void)parse_basic_credentials(input);
  // The same bytes as what was encoded.
  const auto header = "Basic " + codec::to_base64({data, size});
  const auto parsed = parse_basic_credentials(header);
  if (!parsed) return 0;
  fuzz::require(!parsed->id.empty());
  const auto again =
      codec::encode_component(parsed->id) + ':' + codec::encode_component(parsed->secret);
  const auto twice = parse_basic_credentials("bAsIc " + codec::to_base64(as_bytes(again)));
  fuzz::require(twice && twice->id == parsed->id && twice->secret == parsed->secret);
  return 0;
}
