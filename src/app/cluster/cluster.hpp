// The development cluster: a real PostgreSQL and a real Redis of our own in a private folder, so
// that `tessera dev` and the tests need nothing but the installed packages (ADR 14).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

#include "app/cluster/postgres_server.hpp"
#include "app/cluster/redis_server.hpp"

namespace tessera::app {

struct ClusterOptions {
  std::filesystem::path data;   // postgres/, redis/, log/, lock
  bool durable = true;          // false: no fsync, no AOF; tests only
  std::optional<RunUser> user;  // if we are root and stay it; see choose_run_user
  Duration start_limit = seconds{60};
};

// Holds the lock on the folder and the two servers. Start it on a thread that outlives it (the main
// thread): the servers end when that thread does, so that no orphan stays whatever kills us.
class Cluster {
 public:
  // Both servers at once; returns when both are ready. Errors: cluster.locked (another tessera owns
  // the folder), cluster.unreachable, cluster.start_failed.
  [[nodiscard]] static Result<std::unique_ptr<Cluster>> start(const ClusterOptions& options);
  ~Cluster();  // stop()
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void stop();
  [[nodiscard]] PostgresServer& postgres() { return postgres_; }
  [[nodiscard]] RedisServer& redis() { return redis_; }
  [[nodiscard]] const std::filesystem::path& run_folder() const { return run_; }

 private:
  Cluster(const ClusterOptions& options, std::filesystem::path run, int lock);
  void start_servers(Duration limit);
  std::filesystem::path run_;
  int lock_;
  PostgresServer postgres_;
  RedisServer redis_;
};

}  // namespace tessera::app
