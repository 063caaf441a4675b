// rooms: base
#include <algorithm>
#include <cctype>

#include <tessera/base/uuid.hpp>

#include "require.hpp"

using namespace tessera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_input(data, size));
  const auto id = parse_uuid(text);
  if (!id) return 0;
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  fuzz::require(to_string(*id) == lower);
  return 0;
}
