// tessera config validate | show | schema
#pragma once

#include "app/commands/options.hpp"
#include "app/config/settings.hpp"

namespace tessera::app {

// Loads the configuration; prints every problem to stderr and gives nullopt if there is one.
[[nodiscard]] std::optional<Settings> load_or_complain(const ConfigSource& source);

int run_config_validate(const ConfigSource& source);
int run_config_show(const ConfigSource& source, bool redact);
int run_config_schema();

}  // namespace tessera::app
