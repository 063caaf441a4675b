# Run at build time: writes OUT with the commit that SOURCE stands at, only if it changed, so that a
# build after a commit compiles one small file and links one program.
set(commit "unknown")
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS "${SOURCE}/.git")
  execute_process(COMMAND "${GIT_EXECUTABLE}" rev-parse --short=12 HEAD WORKING_DIRECTORY "${SOURCE}"
                  OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit "${found}")
  endif()
endif()
file(CONFIGURE OUTPUT "${OUT}" @ONLY CONTENT [[// Made by cmake/Commit.cmake.
#include "app/build_commit.hpp"

namespace tessera::app {
const char* const kBuildCommit = "@commit@";
}  // namespace tessera::app
]])
