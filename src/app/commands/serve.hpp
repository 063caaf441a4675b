// tessera serve: a node until SIGTERM.
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_serve(const ConfigSource& source);

}  // namespace tessera::app
