// The rooms of a node without its listeners and jobs, for commands that act locally.
#pragma once

#include <functional>

#include "app/commands/options.hpp"
#include "app/node/rooms.hpp"

namespace tessera::app {

// Loads the configuration, opens backends, keys and rooms, runs the task, and turns what goes wrong
// into a sentence on stderr and an exit code.
int run_offline(const ConfigSource& source,
                const std::function<Task<int>(Backends&, Rooms&)>& task);

// Prints the error of a service and gives kFailed.
int complain(const Error& error);

// A context for what an operator does at the command line.
[[nodiscard]] RequestContext command_context(Backends& backends);

}  // namespace tessera::app
