// What the roles of a person give a client in tokens: RFC 9068 2.2.3.1.
#pragma once

#include <string>
#include <vector>

namespace tessera::oauth {

struct RoleClaims {
  std::vector<std::string> roles = {};   // names of roles
  std::vector<std::string> groups = {};  // ids of the organisational units they are held in
  // JSON, or empty: [{"type":"role"|"permission","value":...,"unit":...}]
  std::string entitlements = {};
  [[nodiscard]] bool empty() const {
    return roles.empty() && groups.empty() && entitlements.empty();
  }
  friend bool operator==(const RoleClaims&, const RoleClaims&) = default;
};

}  // namespace tessera::oauth
