// Coarse places by network, from a file of the operator: lines "network,place", no calls to anybody
// ("203.0.113.0/24,Berlin"). An address that no line names has no place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/base/ip_address.hpp>

namespace tessera::authn {

class Places {
 public:
  Places() = default;
  // Empty lines and lines that begin with # are skipped. Errc::invalid "places.line" names the line
  // in its detail.
  [[nodiscard]] static Result<Places> parse(std::string_view csv);
  // The place of the narrowest network, or "".
  [[nodiscard]] std::string_view find(std::string_view address) const;
  [[nodiscard]] std::size_t size() const;

 private:
  using Bytes16 = std::array<std::uint8_t, 16>;
  std::map<int, std::map<Bytes16, std::string>, std::greater<>> by_prefix_;  // narrowest first
};

}  // namespace tessera::authn
