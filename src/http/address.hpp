// Client addresses: one form for IPv4 and IPv6, networks in CIDR notation (RFC 4632, RFC 4291 2.3).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::http {

// IPv4 addresses are held as IPv4-mapped IPv6 addresses.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const Address&) const = default;

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string text() const;          // canonical; IPv4-mapped ones as IPv4
  [[nodiscard]] std::string_view kind() const;     // "loopback", "private", "public"
  // What connections are counted by: the IPv4 address, the /64 of an IPv6 address.
  [[nodiscard]] Address group() const;
};

// Without port, brackets or zone.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

struct Network {
  Address base;
  int prefix = 128;  // of 128 bits
  [[nodiscard]] bool contains(const Address& address) const;
};

// "10.0.0.0/8", "fd00::/8", or one address.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);
[[nodiscard]] bool contains(const std::vector<Network>& networks, const Address& address);

}  // namespace tessera::http
