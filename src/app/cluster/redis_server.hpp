// A private Redis 7: own data folder, unix socket only, AOF, noeviction.
#pragma once

#include <string>

#include "app/cluster/child.hpp"
#include "app/cluster/server_place.hpp"

namespace tessera::app {

class RedisServer {
 public:
  explicit RedisServer(ServerPlace place) : place_(std::move(place)) {}
  // As PostgresServer's.
  void begin();
  void await_ready(Duration limit);
  void stop();
  [[nodiscard]] pid_t pid() const { return child_.pid(); }
  [[nodiscard]] std::string url() const;

 private:
  void end_leftover();
  [[nodiscard]] std::filesystem::path socket() const { return place_.run / "redis.sock"; }
  ServerPlace place_;
  Child child_;
};

}  // namespace tessera::app
