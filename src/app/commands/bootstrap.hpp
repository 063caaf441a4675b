// tessera bootstrap admin: a one-time enrolment link for the first administrator, on stdout.
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_bootstrap_admin(const ConfigSource& source);

}  // namespace tessera::app
