#include <tessera/authn/places.hpp>

#include <tessera/codec/plain_text.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kLongestPlace = 60;

std::array<std::uint8_t, 16> masked(std::array<std::uint8_t, 16> bytes, int prefix) {
  for (int bit = prefix; bit < 128; ++bit) {
    auto& byte = bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<std::uint8_t>(byte & ~(0x80U >> (bit % 8)));
  }
  return bytes;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Result<Places> Places::parse(std::string_view csv) {
  Places places;
  for (std::size_t number = 1; !csv.empty(); ++number) {
    const auto end = std::min(csv.find('\n'), csv.size());
    const auto line = trimmed(csv.substr(0, end));
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (line.empty() || line.front() == '#') continue;
    const auto comma = line.find(',');
    const auto network = parse_ip_network(trimmed(line.substr(0, comma)));
    const auto place =
        comma == std::string_view::npos ? std::string_view() : trimmed(line.substr(comma + 1));
    if (!network || place.empty() || place.size() > kLongestPlace || !codec::is_plain_text(place))
      return fail(Errc::invalid, "places.line", {}, "line " + std::to_string(number));
    places.by_prefix_[network->prefix][masked(network->base.bytes, network->prefix)] = place;
  }
  return places;
}

std::string_view Places::find(std::string_view address) const {
  const auto parsed = parse_ip_address(address);
  if (!parsed) return {};
  for (const auto& [prefix, networks] : by_prefix_) {
    const auto found = networks.find(masked(parsed->bytes, prefix));
    if (found != networks.end()) return found->second;
  }
  return {};
}

std::size_t Places::size() const {
  std::size_t all = 0;
  for (const auto& [prefix, networks] : by_prefix_) all += networks.size();
  return all;
}

}  // namespace tessera::authn
