#include "app/cluster/cluster.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <tessera/base/bytes.hpp>
#include <tessera/crypto/digest.hpp>

#include "app/cluster/folder_lock.hpp"

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestFolder = 80;  // a socket path has 107 characters

fs::path run_base(const std::optional<RunUser>& user) {
  const char* session = std::getenv("XDG_RUNTIME_DIR");
  const bool usable = !user && session != nullptr && access(session, W_OK | X_OK) == 0 &&
                      std::string(session).size() + 24 < kLongestFolder;
  return usable ? session : "/tmp";
}

// Short, private, the same for the same data folder. Whoever else made it first does not get our
// sockets: owner, kind and mode are checked.
fs::path make_run_folder(const fs::path& data, const std::optional<RunUser>& user) {
  const uid_t uid = user ? user->uid : geteuid();
  const std::string key = data.string() + ":" + std::to_string(uid);
  const std::string hash = to_hex(crypto::sha256(as_bytes(key))).substr(0, 12);
  const fs::path run = run_base(user) / ("tessera-" + hash);
  if (mkdir(run.c_str(), 0700) == 0 && user && chown(run.c_str(), user->uid, user->gid) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot give away " + run.string());
  }
  struct stat info{};
  const bool ours = lstat(run.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == uid;
  if (!ours || chmod(run.c_str(), 0700) != 0) {
    throw std::runtime_error("the run folder " + run.string() + " belongs to somebody else");
  }
  return run;
}

// Not inherited by the servers: an orphan of theirs must not keep us out.
int take_lock(const fs::path& data, const std::optional<RunUser>& user) {
  const fs::path file = data / "lock";
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
  if (user && fchown(fd, user->uid, user->gid) != 0) {
    close(fd);
    throw std::system_error(errno, std::generic_category(), "cannot give away " + file.string());
  }
  if (lock_folder(fd)) return fd;
  close(fd);
  return -1;
}

ServerPlace place(const ClusterOptions& options, const fs::path& run, const std::string& name) {
  return {.data = options.data / name,
          .run = run,
          .log = options.data / "log" / (name + ".log"),
          .durable = options.durable,
          .user = options.user};
}

}  // namespace

Cluster::Cluster(const ClusterOptions& options, fs::path run, int lock)
    : run_(std::move(run)),
      lock_(lock),
      postgres_(place(options, run_, "postgres")),
      redis_(place(options, run_, "redis")) {}

Result<std::unique_ptr<Cluster>> Cluster::start(const ClusterOptions& wanted) {
  ClusterOptions options = wanted;
  if (auto given = give_folder(options.data, options.user); !given) {
    return std::unexpected(given.error());
  }
  try {
    options.data = fs::canonical(options.data);
    const int lock = take_lock(options.data, options.user);
    if (lock < 0) {
      return fail(Errc::conflict, "cluster.locked",
                  "another tessera uses the data folder " + options.data.string());
    }
    std::unique_ptr<Cluster> out(
        new Cluster(options, make_run_folder(options.data, options.user), lock));
    if (auto given = give_folder(options.data / "log", options.user); !given) {
      return std::unexpected(given.error());
    }
    out->start_servers(options.start_limit);
    return out;
  } catch (const std::runtime_error& e) {
    return fail(Errc::conflict, "cluster.start_failed", e.what());
  }
}

void Cluster::start_servers(Duration limit) {
  redis_.begin();
  postgres_.begin();
  redis_.await_ready(limit);
  postgres_.await_ready(limit);
}

Cluster::~Cluster() {
  stop();
}

void Cluster::stop() {
  redis_.stop();
  postgres_.stop();
  if (lock_ >= 0) close(lock_);
  lock_ = -1;
  // Left behind if somebody else put something there.
  std::error_code ignored;
  fs::remove(run_ / "redis.sock", ignored);
  fs::remove(run_, ignored);
}

}  // namespace tessera::app
