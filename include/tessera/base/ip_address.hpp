// Client addresses: one form for IPv4 and IPv6, networks in CIDR notation (RFC 4632, RFC 4291 2.3).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// IPv4 addresses are held as IPv4-mapped IPv6 addresses.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string text() const;       // canonical; IPv4-mapped ones as IPv4
  [[nodiscard]] std::string_view kind() const;  // "loopback", "private", "public"
  // What connections are counted by: the IPv4 address, the /64 of an IPv6 address.
  [[nodiscard]] IpAddress group() const;
};

// Without port, brackets or zone.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);

struct IpNetwork {
  IpAddress base;
  int prefix = 128;  // of 128 bits
  [[nodiscard]] bool contains(const IpAddress& address) const;
};

// "10.0.0.0/8", "fd00::/8", or one address.
[[nodiscard]] std::optional<IpNetwork> parse_ip_network(std::string_view text);
[[nodiscard]] bool contains(const std::vector<IpNetwork>& networks, const IpAddress& address);

}  // namespace tessera
