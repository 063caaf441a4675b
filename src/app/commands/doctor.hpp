// tessera doctor: every check, then what to mend. kChangesPending if there is a fault.
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_doctor(const ConfigSource& source);

}  // namespace tessera::app
