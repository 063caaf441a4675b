// The command line: words to options, one function per verb in src/app/commands.
#pragma once

namespace tessera::app {

// Parses and runs; the result is the exit code (exit_code.hpp).
int run_cli(int argc, char** argv);

}  // namespace tessera::app
