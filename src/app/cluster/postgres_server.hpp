// A private PostgreSQL 15: own data folder, unix socket only.
#pragma once

#include <string>

#include "app/cluster/child.hpp"
#include "app/cluster/server_place.hpp"

namespace tessera::app {

class PostgresServer {
 public:
  explicit PostgresServer(ServerPlace place) : place_(std::move(place)) {}
  // Ends one left over from an earlier run (SIGINT, waits; never SIGKILL), makes the data folder if
  // it is new, and starts. await_ready() then waits. Both throw std::runtime_error with the reason.
  void begin();
  void await_ready(Duration limit);
  void stop();  // fast shutdown; waits
  [[nodiscard]] pid_t pid() const { return child_.pid(); }
  [[nodiscard]] std::string url(const std::string& user, const std::string& database) const;

 private:
  void end_leftover();
  void make_data_folder();
  void launch();
  [[nodiscard]] bool is_ready() const;
  ServerPlace place_;
  Child child_;
};

}  // namespace tessera::app
