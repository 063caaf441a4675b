// Programs under test as processes: the built tessera, and tools such as pg_basebackup.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>

#include "app/cluster/run_user.hpp"

namespace tessera::test {

struct ProgramSpec {
  std::vector<std::string> argv;                   // argv[0] is a path
  std::map<std::string, std::string> environment;  // beside a small clean one
  std::optional<app::RunUser> user;                // to become, if we are root
};

// Started by the constructor, ended (SIGTERM, at last SIGKILL) by the destructor and with its
// thread.
class Program {
 public:
  explicit Program(const ProgramSpec& spec);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();
  void signal(int number);
  // The exit code (128 + signal if it was killed) once it has ended; nullopt if it still runs.
  std::optional<int> wait_for(Duration limit);
  // What it wrote so far.
  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;
  // Waits for a text on stdout; false if the program ended or the time is over.
  bool says(const std::string& text, Duration limit);

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::optional<int> code_;
};

struct Finished {
  int code = -1;
  std::string out;
  std::string err;
};
// Runs to the end; throws std::runtime_error if that takes longer than the limit.
[[nodiscard]] Finished run_program(const ProgramSpec& spec, Duration limit = seconds{60});

// $TESSERA_BINARY, or the one of this build.
[[nodiscard]] std::string tessera_binary();
[[nodiscard]] Finished run_tessera(std::vector<std::string> args,
                                   std::map<std::string, std::string> environment = {});

using SqlRows = std::vector<std::vector<std::string>>;
// By psql, as the tests are to need nothing of ours to look at what ours did. NULL is "". Throws
// std::runtime_error with psql's words.
SqlRows run_sql(const std::string& connection, const std::string& text);

// Who runs servers for us: nullopt unless we are root.
[[nodiscard]] std::optional<app::RunUser> run_user();

// A folder under /tmp that other users may enter and that belongs to run_user(); removed at the
// end, unless $TESSERA_TEST_KEEP is set.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text, mode_t mode = 0644);

// Throws std::logic_error for what kill(2) would take as "everybody" or "a group": 0, 1 and
// negative numbers. Everything here that takes a process id checks it so.
void check_is_one_process(pid_t pid);
// A living process; a zombie does not count.
[[nodiscard]] bool is_alive(pid_t pid);
void signal_all(const std::vector<pid_t>& pids, int number);
// A TCP port of loopback that nobody has at the moment, nor the two after it.
[[nodiscard]] int free_port();

}  // namespace tessera::test
