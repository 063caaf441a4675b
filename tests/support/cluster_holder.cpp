// Holds a development cluster for tests that kill it: prints the process ids of PostgreSQL and
// Redis when it is ready, and stops at the end of its standard input.
#include <iostream>
#include <string>

#include "app/cluster/cluster.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  tessera::app::ClusterOptions options{.data = argv[1]};
  auto user = tessera::app::choose_run_user(options.data);
  if (!user) return 1;
  options.user = *user;
  auto cluster = tessera::app::Cluster::start(options);
  if (!cluster) {
    std::cout << cluster.error().id << ' ' << cluster.error().text << std::endl;
    return 1;
  }
  std::cout << "ready " << (*cluster)->postgres().pid() << ' ' << (*cluster)->redis().pid()
            << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
}
