// What must be set, and must fit together, before a node can start; one line per problem, with the
// key and what to write.
#pragma once

#include <string>
#include <vector>

#include <tessera/runtime/log.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

[[nodiscard]] std::vector<std::string> check_settings(const Settings& settings);
[[nodiscard]] runtime::Level log_level(const Settings& settings);

}  // namespace tessera::app
