#include <tessera/outbound/address_guard.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace tessera::outbound {

namespace {

std::vector<IpNetwork> networks(std::initializer_list<const char*> texts) {
  std::vector<IpNetwork> out;
  for (const char* text : texts) out.push_back(*parse_ip_network(text));
  return out;
}

// RFC 6890 and its registry, as of 2024.
const std::vector<IpNetwork>& special_networks() {
  static const auto all = networks({
      "0.0.0.0/8",        // this network
      "10.0.0.0/8",       // private, RFC 1918
      "100.64.0.0/10",    // shared, RFC 6598
      "127.0.0.0/8",      // loopback
      "169.254.0.0/16",   // link-local; metadata services of clouds
      "172.16.0.0/12",    // private
      "192.0.0.0/24",     // protocol assignments
      "192.0.2.0/24",     // documentation
      "192.88.99.0/24",   // 6to4 relays, RFC 7526
      "192.168.0.0/16",   // private
      "198.18.0.0/15",    // benchmarking
      "198.51.100.0/24",  // documentation
      "203.0.113.0/24",   // documentation
      "224.0.0.0/4",      // multicast
      "240.0.0.0/4",      // reserved, and broadcast
  });
  return all;
}

// Of IPv6 only 2000::/3 is given out to the public (RFC 4291 2.4).
bool is_public_v6(const IpAddress& address) {
  static const auto global = *parse_ip_network("2000::/3");
  static const auto special = networks({
      "2001::/23",          // protocol assignments, Teredo among them
      "2001:db8::/32",      // documentation
      "3fff::/20",          // documentation, RFC 9637
      "2620:4f:8000::/48",  // AS112
  });
  return global.contains(address) && !contains(special, address);
}

IpAddress v4_at(const IpAddress& address, std::size_t at) {
  auto out = *parse_ip_address("0.0.0.0");
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, out.bytes.begin() + 12);
  return out;
}

// The IPv4 address that a gateway would forward to.
std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  static const auto nat64 = *parse_ip_network("64:ff9b::/96");
  static const auto six_to_four = *parse_ip_network("2002::/16");
  if (nat64.contains(address)) return v4_at(address, 12);
  if (six_to_four.contains(address)) return v4_at(address, 2);
  return std::nullopt;
}

}  // namespace

bool is_public(const IpAddress& address) {
  if (address.is_v4()) return !contains(special_networks(), address);
  if (const auto inside = embedded_v4(address)) return is_public(*inside);
  return is_public_v6(address);
}

bool AddressGuard::allows(const IpAddress& address) const {
  if (contains(allowed_, address)) return true;
  if (const auto inside = embedded_v4(address); inside && contains(allowed_, *inside)) return true;
  return is_public(address);
}

}  // namespace tessera::outbound
