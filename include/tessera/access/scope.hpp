// What somebody may do without a role, because it is his own, his token may do with its scope only.
#pragma once

#include <string_view>

#include <tessera/access/decision.hpp>

namespace tessera::access {

[[nodiscard]] inline bool has_scope(const Actor& actor, std::string_view permission) {
  return !actor.by_token || actor.scopes.contains(scope_of(permission));
}

}  // namespace tessera::access
