// The CBOR of authenticators (RFC 8949; CTAP 2.1 8), read strictly before any other decoder sees
// it: definite lengths that fit the bytes at hand, depth 8, keys of maps that occur once, and no
// tags, floating-point numbers or undefined values. The shortest form is not demanded.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>

namespace tessera::codec {

inline constexpr std::size_t kMaxCborBytes = 16 * 1024;
inline constexpr int kMaxCborDepth = 8;

// A data item. Strings and `raw` are views of the input, which must outlive it.
struct Cbor {
  enum class Kind { integer, bytes, text, array, map, boolean, null };
  Kind kind = Kind::null;
  std::int64_t integer = 0;  // numbers beyond 64 bits are refused; 0 or 1 for a boolean
  BytesView string;          // of bytes and text; text is UTF-8
  std::vector<Cbor> items;   // of an array; of a map: key, value, key, value ...
  BytesView raw;             // the item as it was written

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  [[nodiscard]] std::string_view text() const { return as_text(string); }
  // The value of a key of a map; nullptr if there is none, or it is of another kind.
  [[nodiscard]] const Cbor* find(std::string_view key, Kind wanted) const;
  [[nodiscard]] const Cbor* find(std::int64_t key, Kind wanted) const;
  [[nodiscard]] std::size_t map_size() const { return kind == Kind::map ? items.size() / 2 : 0; }
};

// One item and nothing after it. Errc::too_large "cbor.too_large"; Errc::invalid "cbor.malformed",
// "cbor.too_deep", "cbor.duplicate" (a key of a map), "cbor.unsupported" (a type that is not read
// here, or a key that is neither text nor an integer).
[[nodiscard]] Result<Cbor> parse_cbor(BytesView bytes);
// The first item; `bytes` is then what follows it.
[[nodiscard]] Result<Cbor> take_cbor(BytesView& bytes);

}  // namespace tessera::codec
