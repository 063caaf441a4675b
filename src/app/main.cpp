#include <tessera/runtime/metrics.hpp>

#include "app/build_commit.hpp"
#include "app/cli.hpp"

int main(int argc, char** argv) {
  tessera::runtime::set_build(TESSERA_VERSION, tessera::app::kBuildCommit);
  return tessera::app::run_cli(argc, argv);
}
