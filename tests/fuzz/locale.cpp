// rooms: base
#include <algorithm>
#include <array>
#include <string>

#include <tessera/base/locale.hpp>

#include "require.hpp"

using namespace tessera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::string, 3> kAvailable{"cy", "en", "pt-BR"};
  const std::string header(fuzz::as_input(data, size));
  const auto chosen = choose_locale({.ui_locales = header, .accept_language = header}, kAvailable);
  fuzz::require(std::ranges::find(kAvailable, chosen) != kAvailable.end());
  return 0;
}
