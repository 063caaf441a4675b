// Walks DER (X.690 8 and 10) one element at a time: definite lengths in their shortest form, tag
// numbers up to 16383. For the few extensions of certificates that no library reads.
#pragma once

#include <cstdint>
#include <optional>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>

namespace tessera::codec {

struct DerElement {
  enum class Class { universal, application, context, of_its_own };
  Class tag_class = Class::universal;
  bool constructed = false;
  unsigned tag = 0;
  BytesView content;

  [[nodiscard]] bool is_universal(unsigned wanted) const {
    return tag_class == Class::universal && tag == wanted;
  }
  [[nodiscard]] bool is_context(unsigned wanted) const {
    return tag_class == Class::context && constructed && tag == wanted;
  }
};

inline constexpr unsigned kDerInteger = 2;
inline constexpr unsigned kDerOctetString = 4;
inline constexpr unsigned kDerEnumerated = 10;
inline constexpr unsigned kDerSequence = 16;
inline constexpr unsigned kDerSet = 17;

// The first element; `bytes` is then what follows it. Errc::invalid "der.malformed".
[[nodiscard]] Result<DerElement> take_der(BytesView& bytes);
// The content of the one element that the bytes hold; nullopt if there is another, or none such.
[[nodiscard]] std::optional<BytesView> unwrap_der(BytesView bytes, unsigned universal_tag);
// A non-negative INTEGER or ENUMERATED below 2^63.
[[nodiscard]] std::optional<std::int64_t> der_number(const DerElement& element);

}  // namespace tessera::codec
