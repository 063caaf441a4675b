// `tessera plan|apply|export`: configuration as code (docs/guides/configuration-as-code.md).
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

// kOk: nothing to do; kWouldChange; kFailed for everything that is wrong, conflicts too.
int run_configuration_plan(const ConfigurationOptions& options);
// Files, folders, or one plan saved before; stops at the first change that is refused.
int run_configuration_apply(const ConfigurationOptions& options);
// Units, roles and clients as files that a plan finds nothing to do for.
int run_configuration_export(const ConfigurationOptions& options);

}  // namespace tessera::app
