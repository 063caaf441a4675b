// tessera keys seal-grants: role grants of a database from before there were seals count for
// nothing until the operator has looked at them and sealed them (docs/operations/keys.md).
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

// Lists them; seals them too if `all`.
int run_keys_seal_grants(const ConfigSource& source, bool all);

}  // namespace tessera::app
