#include <tessera/base/uuid.hpp>

namespace tessera {
namespace {

constexpr bool is_dash_position(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

std::optional<std::uint8_t> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

void set_version(Uuid& id, unsigned version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | (version << 4));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
}

}  // namespace

std::string to_string(const Uuid& id) {
  auto text = to_hex(id.bytes);
  for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, 1, '-');
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto value = hex_value(text[i]);
    if (!value) return std::nullopt;
    auto& byte = id.bytes[nibble++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | *value);
  }
  return id;
}

Uuid make_uuid4(Random& random) {
  Uuid id;
  random.fill(id.bytes);
  set_version(id, 4);
  return id;
}

Uuid make_uuid7(TimePoint now, Random& random) {
  Uuid id;
  random.fill(id.bytes);
  auto millis = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
  for (int i = 5; i >= 0; --i, millis >>= 8) id.bytes[i] = static_cast<std::uint8_t>(millis);
  set_version(id, 7);
  return id;
}

TimePoint time_of_uuid7(const Uuid& id) {
  std::int64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | id.bytes[i];
  return TimePoint{milliseconds{millis}};
}

}  // namespace tessera
