// The built server as processes: `tessera dev` in a folder, and `tessera serve` on a PostgreSQL and
// a Redis that the test owns and may kill, freeze and bring back.
#pragma once

#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cluster/postgres_server.hpp"
#include "app/cluster/redis_server.hpp"
#include "tests/support/demo.hpp"
#include "tests/support/program.hpp"

namespace tessera::test {

struct DevSpec {
  std::filesystem::path data;
  int port = 0;    // 0: a free one, kept for later starts
  int people = 0;  // beside the named ones
  std::map<std::string, std::string> environment;
};

// `tessera dev`; started by start(), stopped by the destructor.
class DevServer {
 public:
  explicit DevServer(DevSpec spec);
  // Throws std::runtime_error with what it said unless it becomes ready.
  void start(const std::vector<std::string>& more = {});
  // SIGTERM or another signal; the exit code, nullopt if it hangs.
  std::optional<int> stop(int signal = SIGTERM);
  [[nodiscard]] Program& program() { return *program_; }
  [[nodiscard]] const std::filesystem::path& data() const { return spec_.data; }
  [[nodiscard]] std::string url() const {
    return "https://localhost:" + std::to_string(spec_.port);
  }
  [[nodiscard]] int port() const { return spec_.port; }
  [[nodiscard]] Demo demo() const { return read_demo(spec_.data / "demo.json"); }
  [[nodiscard]] Duration last_start() const { return took_; }

 private:
  DevSpec spec_;
  std::unique_ptr<Program> program_;
  Duration took_{};
};

// The living processes of the folder's PostgreSQL and Redis.
[[nodiscard]] std::vector<pid_t> postgres_processes(const std::filesystem::path& data);
[[nodiscard]] std::vector<pid_t> redis_processes(const std::filesystem::path& data);
// Connection string of a data folder's running PostgreSQL.
[[nodiscard]] std::string database_url(const std::filesystem::path& data, const std::string& user,
                                       const std::string& database = "tessera");

// A stopped data folder with demo data, made once per test process; do not change it.
class Seed {
 public:
  static const Seed& instance();
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }
  void copy_to(const std::filesystem::path& data) const;

 private:
  Seed();
  TempFolder folder_;
  std::filesystem::path data_;
};

// Demo data of the seed on servers of our own. Call from the main thread: the servers end with it.
class Place {
 public:
  Place();
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  void start_postgres();
  void start_redis();
  void kill_postgres();  // SIGKILL to the postmaster; its children end by themselves
  void kill_redis();
  [[nodiscard]] app::PostgresServer& postgres() { return postgres_; }
  [[nodiscard]] app::RedisServer& redis() { return redis_; }

  // Further lines of tessera.toml, by section; later ones win over what we set.
  void set(const std::string& key, const std::string& value) { settings_[key] = value; }
  std::filesystem::path write_config() const;
  [[nodiscard]] const std::filesystem::path& config_file() const { return config_; }
  // `tessera <args> --config FILE`.
  [[nodiscard]] Finished tool(std::vector<std::string> args,
                              std::map<std::string, std::string> environment = {}) const;

  void start_node(std::map<std::string, std::string> environment = {});
  [[nodiscard]] Program& node() { return *node_; }
  bool wait_ready(Duration limit);
  [[nodiscard]] bool is_ready();
  std::optional<int> stop_node(int signal = SIGTERM);

  [[nodiscard]] const std::filesystem::path& data() const { return data_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path log_file() const { return folder_.path() / "tessera.log"; }
  [[nodiscard]] std::filesystem::path certificate() const { return data_ / "certs" / "server.crt"; }
  [[nodiscard]] std::filesystem::path private_key() const { return data_ / "certs" / "server.key"; }
  // A new self-signed certificate with its key; days may be negative.
  void make_certificate(int days) const;
  [[nodiscard]] std::filesystem::path master_key() const { return data_ / "master.key"; }
  [[nodiscard]] const Demo& demo() const { return demo_; }
  [[nodiscard]] std::string url() const { return "https://localhost:" + std::to_string(port_); }
  [[nodiscard]] std::string management() const {
    return "http://127.0.0.1:" + std::to_string(management_port_);
  }
  [[nodiscard]] std::string database_url(const std::string& user) {
    return postgres_.url(user, "tessera");
  }
  [[nodiscard]] std::unique_ptr<Browser> browser() const;

 private:
  TempFolder folder_;
  std::filesystem::path data_;
  std::filesystem::path config_;
  app::PostgresServer postgres_;
  app::RedisServer redis_;
  Demo demo_;
  int port_;
  int management_port_;
  std::map<std::string, std::string> settings_;
  std::unique_ptr<Program> node_;
};

}  // namespace tessera::test
