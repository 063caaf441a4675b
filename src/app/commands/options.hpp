// What the command line said, one struct per verb; cli.cpp fills them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

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

// Which server an administrator means, and who asks. Secrets come from files only: a command line
// is seen by everybody on the machine.
struct AdminServer {
  std::string socket;  // of this machine
  std::string url;     // or over HTTPS, with an access token
  std::string token_file;
  std::string ca;
};

struct AdminOptions {
  AdminServer server;
  std::string output = "table";  // json, yaml, table
  std::string file;              // of the body, "-" for stdin
  std::string if_match;          // a version
  std::string idempotency_key;
  bool all = false;   // every page of a list
  bool wide = false;  // a table may be wider than the terminal
  bool dry_run = false;
  bool yes = false;
  std::vector<std::string> words;  // id and name=value
};

struct ConfigurationOptions {
  AdminServer server;
  std::string output = "table";
  std::vector<std::string> paths;  // files and folders, or for apply one saved plan
  std::string manager;
  std::string save;     // plan: where to keep it
  std::string secrets;  // apply: folder for the secrets of new clients
  bool drift = false;
  bool prune = false;
  bool force_conflicts = false;
  bool dry_run = false;
  bool yes = false;
};

}  // namespace tessera::app
