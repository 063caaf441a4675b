#include "app/cluster/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

// Between fork and exec only async-signal-safe calls are allowed: everything is made before.
struct Prepared {
  std::vector<char*> argv;
  std::vector<const char*> environment{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                                       "TZ=UTC", nullptr};
  int log = -1;
  int null = -1;
  pid_t parent = 0;
};

bool change_user(const RunUser& user) {
  return setgroups(0, nullptr) == 0 && setresgid(user.gid, user.gid, user.gid) == 0 &&
         setresuid(user.uid, user.uid, user.uid) == 0;
}

[[noreturn]] void run_child(const ChildSpec& spec, const Prepared& p) {
  setpgid(0, 0);
  dup2(p.null, STDIN_FILENO);
  dup2(p.log, STDOUT_FILENO);
  dup2(p.log, STDERR_FILENO);
  if (spec.user && !change_user(*spec.user)) _exit(126);
  umask(0077);
  // After the change of user, which clears it. The parent may have gone before it was set.
  if (spec.death_signal != 0) prctl(PR_SET_PDEATHSIG, spec.death_signal);
  if (spec.death_signal != 0 && getppid() != p.parent) _exit(125);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  execve(p.argv[0], p.argv.data(), const_cast<char* const*>(p.environment.data()));
  _exit(127);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status)
                           : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

}  // namespace

Child Child::start(const ChildSpec& spec) {
  Prepared p;
  for (const auto& arg : spec.argv) p.argv.push_back(const_cast<char*>(arg.c_str()));
  p.argv.push_back(nullptr);
  p.log = open(spec.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  p.null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  p.parent = getpid();
  Child out;
  if (p.log >= 0 && p.null >= 0) out.pid_ = fork();
  if (out.pid_ == 0) run_child(spec, p);
  const int error = errno;
  if (p.log >= 0) close(p.log);
  if (p.null >= 0) close(p.null);
  if (out.pid_ < 0) {
    throw std::system_error(error, std::generic_category(), "cannot start " + spec.argv[0]);
  }
  return out;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), exit_code_(std::exchange(other.exit_code_, {})) {}

Child& Child::operator=(Child&& other) noexcept {
  pid_ = std::exchange(other.pid_, -1);
  exit_code_ = std::exchange(other.exit_code_, {});
  return *this;
}

bool Child::running() {
  if (pid_ < 0 || exit_code_) return false;
  int status = 0;
  const pid_t r = waitpid(pid_, &status, WNOHANG);
  if (r == pid_) exit_code_ = code_of(status);
  if (r < 0 && errno == ECHILD) exit_code_ = 0;
  return !exit_code_;
}

void Child::signal(int number) {
  if (running()) kill(pid_, number);
}

std::optional<int> Child::wait_for(Duration limit) {
  wait_until([this] { return !running(); }, limit);
  return exit_code_;
}

std::vector<pid_t> find_leftovers(const std::string& program, const fs::path& folder) {
  std::error_code ec;
  const fs::path canonical = fs::weakly_canonical(folder, ec);
  std::vector<pid_t> out;
  for (fs::directory_iterator at("/proc", ec), end; !ec && at != end; at.increment(ec)) {
    const pid_t pid = std::atoi(at->path().filename().c_str());
    if (pid <= 1) continue;
    std::error_code gone;  // or not ours to see
    const fs::path exe = fs::read_symlink(at->path() / "exe", gone);
    if (gone || !exe.filename().string().starts_with(program)) continue;
    if (fs::read_symlink(at->path() / "cwd", gone) == canonical && !gone) out.push_back(pid);
  }
  return out;
}

}  // namespace tessera::app
