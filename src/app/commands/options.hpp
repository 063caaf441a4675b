// What the command line said, one struct per verb; cli.cpp fills them.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace tessera::app {

struct ConfigSource {
  std::optional<std::string> file;           // --config
  std::map<std::string, std::string> flags;  // --set key=value
};

struct DevOptions {
  std::string data = "var/dev";
  std::string listen = "localhost:8443";
  std::string management = "127.0.0.1:0";
  bool fresh = false;
  int people = 40;
};

}  // namespace tessera::app
