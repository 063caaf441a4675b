// tessera migrate status | plan | up, as the owner role (database.owner_url).
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

// kChangesPending if something is to be applied.
int run_migrate_status(const ConfigSource& source);
int run_migrate_plan(const ConfigSource& source);
int run_migrate_up(const ConfigSource& source);

}  // namespace tessera::app
