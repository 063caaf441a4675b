// Paths of another product that lead to ours, for portals that have them built in: `aliases.paths`
// and the layout of Keycloak. An alias is the same endpoint under a second path, nothing is
// redirected: clients do not follow redirects of POST requests, and the issuer stays ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tessera/http/router.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

struct Alias {
  std::string path;    // "/realms/gov/protocol/openid-connect/token"
  std::string target;  // "/oauth2/token"
};
// "/old=/new"; nullopt for anything else.
[[nodiscard]] std::optional<Alias> parse_alias(std::string_view text);
// Where Keycloak has the endpoints of a realm.
[[nodiscard]] std::vector<Alias> keycloak_aliases(std::string_view realm);

// Once all routes are there. Throws std::runtime_error for an alias of aliases.paths whose target
// is no path of ours or whose path is taken; endpoints of Keycloak that we do not have are left
// out.
void add_aliases(http::Router& router, const Settings& settings);

}  // namespace tessera::app
