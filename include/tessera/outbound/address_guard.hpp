// Which addresses a call to a URL that somebody registered may reach: the public Internet, and what
// the operator allows by name. Everything that could be a machine of ours is refused.
#pragma once

#include <vector>

#include <tessera/base/ip_address.hpp>

namespace tessera::outbound {

class AddressGuard {
 public:
  // allowed: networks that may be called although they are private ("outbound.allow_private").
  explicit AddressGuard(std::vector<IpNetwork> allowed = {}) : allowed_(std::move(allowed)) {}
  // Looks through IPv4-mapped, NAT64 (RFC 6052) and 6to4 (RFC 3056) addresses at the IPv4 address
  // inside.
  [[nodiscard]] bool allows(const IpAddress& address) const;

 private:
  std::vector<IpNetwork> allowed_;
};

// Special-purpose registries of RFC 6890: false for loopback, private, link-local, shared,
// multicast, documentation, benchmarking, reserved and unspecified addresses.
[[nodiscard]] bool is_public(const IpAddress& address);

}  // namespace tessera::outbound
