// libpq connection settings, from either form (postgresql:// or key=value) and back to key=value.
#pragma once

#include <map>
#include <string>

namespace tessera::store::postgres {

// Throws std::invalid_argument without quoting the URL, which may hold a password.
[[nodiscard]] std::map<std::string, std::string> parse_settings(const std::string& url);
[[nodiscard]] std::string render_settings(const std::map<std::string, std::string>& settings);

}  // namespace tessera::store::postgres
