// rooms: codec
#include <tessera/codec/cookie.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = fuzz::as_input(data, size);
  const auto value = find_cookie(header, "__Host-session");
  if (!value) return 0;
  fuzz::require(value->find(';') == std::string::npos);
  fuzz::require(header.find(*value) != std::string_view::npos);
  fuzz::require(find_cookie("__Host-session=" + *value, "__Host-session") == value);
  return 0;
}
