#include <tessera/codec/der.hpp>

namespace tessera::codec {
namespace {

std::unexpected<Error> refuse() {
  return fail(Errc::invalid, "der.malformed");
}

// X.690 8.1.2.4: two octets at most, and none for what fits the first.
Result<unsigned> take_high_tag(BytesView& bytes) {
  unsigned tag = 0;
  for (int i = 0; i < 2; ++i) {
    if (bytes.empty()) return refuse();
    const auto byte = bytes[0];
    bytes = bytes.subspan(1);
    tag = tag << 7 | (byte & 0x7fu);
    if (tag == 0) return refuse();
    if ((byte & 0x80) == 0) return tag < 31 ? Result<unsigned>(refuse()) : tag;
  }
  return refuse();
}

// X.690 10.1: the definite form, with the fewest octets.
Result<std::size_t> take_length(BytesView& bytes) {
  if (bytes.empty()) return refuse();
  const auto first = bytes[0];
  bytes = bytes.subspan(1);
  if (first < 0x80) return first;
  const std::size_t octets = first & 0x7f;
  if (octets == 0 || octets > 4 || bytes.size() < octets || bytes[0] == 0) return refuse();
  std::size_t length = 0;
  for (const auto byte : bytes.first(octets)) length = length << 8 | byte;
  bytes = bytes.subspan(octets);
  if (length < 0x80) return refuse();
  return length;
}

}  // namespace

Result<DerElement> take_der(BytesView& bytes) {
  auto rest = bytes;
  if (rest.empty()) return refuse();
  const auto first = rest[0];
  rest = rest.subspan(1);
  DerElement element{.tag_class = static_cast<DerElement::Class>(first >> 6),
                     .constructed = (first & 0x20) != 0,
                     .tag = first & 0x1fu};
  if (element.tag == 31) {
    const auto tag = take_high_tag(rest);
    if (!tag) return refuse();
    element.tag = *tag;
  }
  const auto length = take_length(rest);
  if (!length || *length > rest.size()) return refuse();
  element.content = rest.first(*length);
  bytes = rest.subspan(*length);
  return element;
}

std::optional<BytesView> unwrap_der(BytesView bytes, unsigned universal_tag) {
  const auto element = take_der(bytes);
  if (!element || !bytes.empty() || !element->is_universal(universal_tag)) return std::nullopt;
  return element->content;
}

std::optional<std::int64_t> der_number(const DerElement& element) {
  const auto content = element.content;
  const bool is_number = element.is_universal(kDerInteger) || element.is_universal(kDerEnumerated);
  if (!is_number || content.empty() || content.size() > 8 || (content[0] & 0x80) != 0)
    return std::nullopt;
  if (content.size() > 1 && content[0] == 0 && (content[1] & 0x80) == 0) return std::nullopt;
  std::int64_t value = 0;
  for (const auto byte : content) value = value << 8 | byte;
  return value;
}

}  // namespace tessera::codec
