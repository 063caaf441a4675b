// A property that no input may break: fuzz targets test more than the absence of crashes.
#pragma once

#include <cstdint>
#include <string_view>

namespace tessera::fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

inline std::string_view as_input(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace tessera::fuzz
