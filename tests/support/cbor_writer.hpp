// CBOR as authenticators write it; broken on purpose by whoever puts the pieces together.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include <tessera/base/bytes.hpp>

namespace tessera::test {

inline Bytes joined(std::initializer_list<BytesView> parts) {
  Bytes out;
  for (const auto part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

inline Bytes cbor_head(std::uint8_t major, std::uint64_t argument) {
  const auto type = static_cast<std::uint8_t>(major << 5);
  if (argument < 24) return {static_cast<std::uint8_t>(type | argument)};
  const int size = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : 4;
  Bytes out{static_cast<std::uint8_t>(type | (size == 1 ? 24 : size == 2 ? 25 : 26))};
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(argument >> (8 * i)));
  return out;
}

inline Bytes cbor_int(std::int64_t value) {
  return value >= 0 ? cbor_head(0, static_cast<std::uint64_t>(value))
                    : cbor_head(1, static_cast<std::uint64_t>(-1 - value));
}
inline Bytes cbor_bytes(BytesView bytes) {
  return joined({cbor_head(2, bytes.size()), bytes});
}
inline Bytes cbor_text(std::string_view text) {
  return joined({cbor_head(3, text.size()), as_bytes(text)});
}
inline Bytes cbor_bool(bool value) {
  return {static_cast<std::uint8_t>(value ? 0xf5 : 0xf4)};
}
inline Bytes cbor_array(const std::vector<Bytes>& items) {
  auto out = cbor_head(4, items.size());
  for (const auto& item : items) out.insert(out.end(), item.begin(), item.end());
  return out;
}
using CborFields = std::vector<std::pair<Bytes, Bytes>>;
inline Bytes cbor_map(const CborFields& fields) {
  auto out = cbor_head(5, fields.size());
  for (const auto& [key, value] : fields) {
    out.insert(out.end(), key.begin(), key.end());
    out.insert(out.end(), value.begin(), value.end());
  }
  return out;
}

}  // namespace tessera::test
