#include "tests/support/program.hpp"

#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "app/cluster/child.hpp"
#include "tests/support/is_free_port.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

// Sanitizers are told by the environment; everything else is said by the test.
constexpr const char* kPassedOn[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
                                     "LSAN_OPTIONS", "XDG_RUNTIME_DIR"};

std::vector<std::string> environment_of(const ProgramSpec& spec) {
  std::vector<std::string> out{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG=C.UTF-8",
                               "HOME=/tmp"};
  for (const char* name : kPassedOn) {
    if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
  }
  for (const auto& [name, value] : spec.environment) out.push_back(name + "=" + value);
  return out;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

bool change_user(const app::RunUser& user) {
  return setgroups(0, nullptr) == 0 && setresgid(user.gid, user.gid, user.gid) == 0 &&
         setresuid(user.uid, user.uid, user.uid) == 0;
}

std::string content_of(int fd) {
  struct stat info{};
  if (fstat(fd, &info) != 0) return "";
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  const auto size = pread(fd, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

}  // namespace

void check_is_one_process(pid_t pid) {
  if (pid <= 1) throw std::logic_error("not the id of a process: " + std::to_string(pid));
}

Program::Program(const ProgramSpec& spec)
    : out_(memfd_create("out", MFD_CLOEXEC)), err_(memfd_create("err", MFD_CLOEXEC)) {
  const auto environment = environment_of(spec);
  const auto argv = pointers(spec.argv);
  const auto envp = pointers(environment);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(null, STDIN_FILENO);
    dup2(out_, STDOUT_FILENO);
    dup2(err_, STDERR_FILENO);
    if (spec.user && !change_user(*spec.user)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(null);
  if (pid_ < 0) throw std::runtime_error("cannot start " + spec.argv[0]);
}

Program::~Program() {
  signal(SIGCONT);
  signal(SIGTERM);
  if (!wait_for(seconds{20})) signal(SIGKILL);
  (void)wait_for(seconds{5});
  close(out_);
  close(err_);
}

bool Program::running() {
  if (code_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == pid_) {
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return !code_;
}

void Program::signal(int number) {
  check_is_one_process(pid_);
  if (running()) kill(pid_, number);
}

std::optional<int> Program::wait_for(Duration limit) {
  app::wait_until([this] { return !running(); }, limit);
  return code_;
}

std::string Program::out() const {
  return content_of(out_);
}
std::string Program::err() const {
  return content_of(err_);
}

bool Program::says(const std::string& text, Duration limit) {
  const auto said = [&] { return out().find(text) != std::string::npos; };
  app::wait_until([&] { return said() || !running(); }, limit);
  return said();
}

Finished run_program(const ProgramSpec& spec, Duration limit) {
  Program program(spec);
  const auto code = program.wait_for(limit);
  if (!code)
    throw std::runtime_error(spec.argv[0] + " does not end:\n" + program.out() + program.err());
  return {.code = *code, .out = program.out(), .err = program.err()};
}

std::string tessera_binary() {
  const char* named = std::getenv("TESSERA_BINARY");
  return fs::absolute(named != nullptr && *named != '\0' ? named : TESSERA_BINARY_PATH).string();
}

Finished run_tessera(std::vector<std::string> args,
                     std::map<std::string, std::string> environment) {
  args.insert(args.begin(), tessera_binary());
  return run_program({.argv = std::move(args), .environment = std::move(environment)});
}

SqlRows run_sql(const std::string& connection, const std::string& text) {
  TempFolder folder;
  const auto script = folder.path() / "script.sql";
  write_file(script, text);
  const auto run =
      run_program({.argv = {"/usr/lib/postgresql/15/bin/psql", "-XqAt", "-F", "\x1f", "-R", "\x1e",
                            "-v", "ON_ERROR_STOP=1", "-d", connection, "-f", script.string()}},
                  seconds{120});
  if (run.code != 0) throw std::runtime_error("psql: " + run.err);
  SqlRows rows;
  std::istringstream lines(run.out.substr(0, run.out.find_last_not_of('\n') + 1));
  for (std::string line; std::getline(lines, line, '\x1e');) {
    std::istringstream cells(line);
    auto& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\x1f');) row.push_back(cell);
  }
  return rows;
}

std::optional<app::RunUser> run_user() {
  auto user = app::choose_run_user("/tmp");
  if (!user) throw std::runtime_error(user.error().text);
  return *user;
}

TempFolder::TempFolder() {
  std::string name = "/tmp/tessera-app-XXXXXX";
  if (mkdtemp(name.data()) == nullptr || chmod(name.c_str(), 0755) != 0) {
    throw std::runtime_error("cannot make a folder under /tmp");
  }
  path_ = name;
  const auto user = run_user();
  if (user && chown(name.c_str(), user->uid, user->gid) != 0)
    throw std::runtime_error("cannot give away " + name);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (std::getenv("TESSERA_TEST_KEEP") == nullptr) fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& text, mode_t mode) {
  std::ofstream(path, std::ios::binary) << text;
  if (chmod(path.c_str(), mode) != 0) throw std::runtime_error("cannot write " + path.string());
}

bool is_alive(pid_t pid) {
  check_is_one_process(pid);
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = text.rfind(')');
  return name_end != std::string::npos && name_end + 2 < text.size() && text[name_end + 2] != 'Z';
}

void signal_all(const std::vector<pid_t>& pids, int number) {
  for (const pid_t pid : pids) check_is_one_process(pid);
  for (const pid_t pid : pids) kill(pid, number);
}

// Below the ports that outgoing connections take while a server starts; `tessera dev` listens on
// the two after it as well.
int free_port() {
  static std::minstd_rand random{std::random_device{}()};
  for (;;) {
    const int port = 20'000 + 3 * static_cast<int>(random() % 4'000);
    if (is_free_port(port) && is_free_port(port + 1) && is_free_port(port + 2)) return port;
  }
}

}  // namespace tessera::test
