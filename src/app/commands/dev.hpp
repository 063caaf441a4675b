// tessera dev: everything here, with demo data.
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_dev(const DevOptions& options);

}  // namespace tessera::app
