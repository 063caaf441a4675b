// rooms: codec
#include <tessera/codec/cbor.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

namespace {

// What is read stays within the input, nests no deeper than allowed, and reads the same again.
std::size_t check(const Cbor& item, BytesView input, int depth) {
  fuzz::require(depth <= kMaxCborDepth);
  fuzz::require(item.raw.data() >= input.data() &&
                item.raw.data() + item.raw.size() <= input.data() + input.size());
  if (!item.string.empty()) fuzz::require(item.string.size() < item.raw.size());
  if (item.is(Cbor::Kind::map)) fuzz::require(item.items.size() % 2 == 0);
  std::size_t count = 1;
  for (const auto& each : item.items) count += check(each, item.raw, depth + 1);
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input{data, size};
  auto rest = input;
  const auto first = take_cbor(rest);
  const auto whole = parse_cbor(input);
  fuzz::require(whole.has_value() == (first.has_value() && rest.empty()));
  if (!first) return 0;
  fuzz::require(check(*first, input, 1) <= size);
  fuzz::require(first->raw.size() + rest.size() == size);
  fuzz::require(parse_cbor(first->raw).has_value());
  return 0;
}
