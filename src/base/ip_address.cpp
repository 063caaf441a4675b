#include <tessera/base/ip_address.hpp>

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace tessera {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

const std::vector<IpNetwork>& private_networks() {
  static const auto networks = [] {
    std::vector<IpNetwork> out;
    // RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 2.5.6
    for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                             "169.254.0.0/16", "fc00::/7", "fe80::/10"})
      out.push_back(*parse_ip_network(text));
    return out;
  }();
  return networks;
}

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

bool IpAddress::is_loopback() const {
  static const IpAddress v6 = *parse_ip_address("::1");
  return is_v4() ? bytes[12] == 127 : *this == v6;
}

std::string IpAddress::text() const {
  char out[INET6_ADDRSTRLEN] = {};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes.data() + 12, out, sizeof out);
  } else {
    inet_ntop(AF_INET6, bytes.data(), out, sizeof out);
  }
  return out;
}

std::string_view IpAddress::kind() const {
  if (is_loopback()) return "loopback";
  return contains(private_networks(), *this) ? "private" : "public";
}

IpAddress IpAddress::group() const {
  IpAddress out = *this;
  if (!is_v4()) std::fill(out.bytes.begin() + 8, out.bytes.end(), std::uint8_t{0});
  return out;
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  IpAddress out;
  if (inet_pton(AF_INET, copy.c_str(), out.bytes.data() + 12) == 1) {
    std::ranges::copy(kMapped, out.bytes.begin());
    return out;
  }
  if (inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

bool IpNetwork::contains(const IpAddress& address) const {
  for (int bit = 0; bit < prefix; bit += 8) {
    const int left = std::min(prefix - bit, 8);
    const auto mask = static_cast<unsigned>(0xff00 >> left) & 0xffu;
    const auto at = static_cast<std::size_t>(bit / 8);
    if ((address.bytes[at] & mask) != (base.bytes[at] & mask)) return false;
  }
  return true;
}

std::optional<IpNetwork> parse_ip_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = parse_ip_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  const int width = base->is_v4() ? 32 : 128;
  int prefix = width;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    const auto* end = digits.data() + digits.size();
    const auto [stop, ec] = std::from_chars(digits.data(), end, prefix);
    if (ec != std::errc() || stop != end || prefix < 0 || prefix > width) return std::nullopt;
  }
  return IpNetwork{*base, prefix + 128 - width};
}

bool contains(const std::vector<IpNetwork>& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const auto& n) { return n.contains(address); });
}

}  // namespace tessera
