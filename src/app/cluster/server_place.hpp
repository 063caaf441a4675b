// Where a server of the development cluster lives.
#pragma once

#include <filesystem>
#include <optional>

#include "app/cluster/run_user.hpp"

namespace tessera::app {

struct ServerPlace {
  std::filesystem::path data;  // its own folder
  std::filesystem::path run;   // sockets; short, 0700
  std::filesystem::path log;   // file
  bool durable = true;         // false: fsync off, for tests
  std::optional<RunUser> user;
};

}  // namespace tessera::app
