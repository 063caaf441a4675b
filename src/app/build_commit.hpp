// The commit that the program was built from; "unknown" outside a repository.
#pragma once

namespace tessera::app {

extern const char* const kBuildCommit;

}  // namespace tessera::app
