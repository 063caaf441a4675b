#include "app/cluster/postgres_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

constexpr const char* kBin = "/usr/lib/postgresql/15/bin/";

// postmaster.pid: line 1 is the pid, line 8 the state.
std::vector<std::string> pid_file(const fs::path& data) {
  std::ifstream in(data / "postmaster.pid");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void run_tool(std::vector<std::string> argv, const ServerPlace& place) {
  const std::string tool = argv[0];
  Child child = Child::start(
      {.argv = std::move(argv), .log = place.log, .death_signal = SIGTERM, .user = place.user});
  const auto code = child.wait_for(seconds{120});
  if (code != 0) throw std::runtime_error(tool + " failed: see " + place.log.string());
}

}  // namespace

void PostgresServer::begin() {
  if (access((std::string(kBin) + "postgres").c_str(), X_OK) != 0) {
    throw std::runtime_error(std::string("PostgreSQL 15 is not installed: no ") + kBin +
                             "postgres");
  }
  end_leftover();
  make_data_folder();
  launch();
}

// Only the postmaster is asked; its processes end with it, and by themselves if it was killed.
void PostgresServer::end_leftover() {
  const auto lines = pid_file(place_.data);
  if (lines.empty()) return;
  const auto left = [this] { return find_leftovers("postgres", place_.data); };
  const auto postmaster = static_cast<pid_t>(std::atoi(lines[0].c_str()));
  if (std::ranges::count(left(), postmaster) > 0) kill(postmaster, SIGINT);
  if (!wait_until([&] { return left().empty(); }, seconds{60})) {
    throw std::runtime_error("an earlier PostgreSQL (process " + lines[0] + ") still uses " +
                             place_.data.string() + " and does not stop");
  }
  // Nothing runs there and we hold the lock: a number that an unrelated process (or a zombie) has
  // now must not keep PostgreSQL from starting.
  fs::remove(place_.data / "postmaster.pid");
}

// Made beside its place and renamed, so that a start that was killed leaves nothing half made.
void PostgresServer::make_data_folder() {
  if (fs::exists(place_.data / "PG_VERSION")) return;
  const fs::path fresh = place_.data.string() + ".new";
  fs::remove_all(fresh);
  run_tool({std::string(kBin) + "initdb", "-D", fresh.string(), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
           place_);
  if (place_.durable) {
    run_tool({std::string(kBin) + "initdb", "--sync-only", "-D", fresh.string()}, place_);
  }
  fs::rename(fresh, place_.data);
}

void PostgresServer::launch() {
  std::vector<std::string> argv{std::string(kBin) + "postgres", "-D", place_.data.string()};
  const auto set = [&argv](const std::string& setting) {
    argv.emplace_back("-c");
    argv.push_back(setting);
  };
  set("listen_addresses=");
  set("unix_socket_directories=" + place_.run.string());
  set("unix_socket_permissions=0700");
  set("max_connections=200");
  set("shared_buffers=64MB");
  set("jit=off");
  set("timezone=UTC");
  set("log_timezone=UTC");
  // The log must not quote statements or rows: they hold what the database protects.
  set("log_min_error_statement=panic");
  set("log_error_verbosity=terse");
  set("log_parameter_max_length_on_error=0");
  if (!place_.durable) {
    set("fsync=off");
    set("synchronous_commit=off");
    set("full_page_writes=off");
    set("autovacuum=off");
    set("max_wal_size=128MB");
  }
  child_ = Child::start(
      {.argv = std::move(argv), .log = place_.log, .death_signal = SIGINT, .user = place_.user});
}

bool PostgresServer::is_ready() const {
  const auto lines = pid_file(place_.data);
  return lines.size() >= 8 && lines[0] == std::to_string(child_.pid()) &&
         lines[7].starts_with("ready");
}

void PostgresServer::await_ready(Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!is_ready()) {
    const bool ended = !child_.running();
    if (std::chrono::steady_clock::now() >= end) {
      throw std::runtime_error("PostgreSQL does not start: see " + place_.log.string());
    }
    // Processes of a killed one may hold its memory for a moment: it refuses until they have gone.
    if (ended) launch();
    wait_until([this] { return is_ready() || !child_.running(); },
               ended ? milliseconds{100} : limit);
  }
}

void PostgresServer::stop() {
  child_.signal(SIGINT);
  if (child_.pid() > 0) (void)child_.wait_for(seconds{60});
}

std::string PostgresServer::url(const std::string& user, const std::string& database) const {
  return "host=" + place_.run.string() + " dbname=" + database + " user=" + user;
}

}  // namespace tessera::app
