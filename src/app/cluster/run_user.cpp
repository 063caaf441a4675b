#include "app/cluster/run_user.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/cluster/child.hpp"

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

constexpr const char* kName = "tessera";

std::optional<RunUser> find_user(const char* name) {
  const passwd* entry = getpwnam(name);
  if (entry == nullptr) return std::nullopt;
  return RunUser{.uid = entry->pw_uid, .gid = entry->pw_gid, .name = name};
}

std::optional<RunUser> make_user() {
  for (const char* tool : {"/usr/sbin/useradd", "/sbin/useradd"}) {
    if (access(tool, X_OK) != 0) continue;
    Child child = Child::start(
        {.argv = {tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", kName},
         .log = "/dev/null"});
    (void)child.wait_for(seconds{10});  // another start may have been quicker: what counts is below
    return find_user(kName);
  }
  return std::nullopt;
}

std::optional<RunUser> owner_of(const fs::path& folder) {
  struct stat info{};
  if (stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return std::nullopt;
  return RunUser{.uid = info.st_uid, .gid = info.st_gid, .name = std::to_string(info.st_uid)};
}

// Asked in a child that has become the user: every folder above counts, and so do ACLs.
bool can_use(const fs::path& folder, const std::optional<RunUser>& user) {
  if (!user) return access(folder.c_str(), R_OK | W_OK | X_OK) == 0;
  const pid_t pid = fork();
  if (pid == 0) {
    const bool changed = setgroups(0, nullptr) == 0 &&
                         setresgid(user->gid, user->gid, user->gid) == 0 &&
                         setresuid(user->uid, user->uid, user->uid) == 0;
    _exit(changed && access(folder.c_str(), R_OK | W_OK | X_OK) == 0 ? 0 : 1);
  }
  int status = 1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void give(const fs::path& path, const RunUser& user) {
  struct stat info{};
  if (lstat(path.c_str(), &info) != 0 || info.st_uid == user.uid) return;
  if (lchown(path.c_str(), user.uid, user.gid) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot give away " + path.string());
  }
}

}  // namespace

Result<std::optional<RunUser>> choose_run_user(const fs::path& folder) {
  if (geteuid() != 0) return std::optional<RunUser>();
  if (auto user = find_user(kName)) return user;
  if (auto user = make_user()) return user;
  if (auto user = owner_of(folder)) return user;
  return fail(
      Errc::conflict, "cluster.no_user",
      "PostgreSQL does not run as root: make a system user `tessera` (useradd --system tessera) "
      "or give the data folder to another user");
}

Result<void> give_folder(const fs::path& folder, const std::optional<RunUser>& user) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (!ec && user) {
    give(folder, *user);
    // A file may go while we look: a server of an earlier run may still be ending.
    for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
      give(at->path(), *user);
    }
    ec.clear();
  }
  if (!ec && can_use(folder, user)) return {};
  return fail(Errc::conflict, "cluster.unreachable",
              "the data folder " + folder.string() + " cannot be used by " +
                  (user ? "user " + user->name : std::string("this user")) +
                  ": choose another with --data, or open the folders above it");
}

void become(const RunUser& user) {
  if (setgroups(0, nullptr) != 0 || setresgid(user.gid, user.gid, user.gid) != 0 ||
      setresuid(user.uid, user.uid, user.uid) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot become user " + user.name);
  }
}

}  // namespace tessera::app
