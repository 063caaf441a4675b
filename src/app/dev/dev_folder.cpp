#include "app/dev/dev_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include <tessera/base/clock.hpp>
#include <tessera/crypto/keyring.hpp>

#include "app/cluster/child.hpp"
#include "app/cluster/folder_lock.hpp"
#include "app/cluster/run_user.hpp"
#include "certs_files.hpp"

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

constexpr auto kSystemTrusts = "/etc/ssl/certs/ca-certificates.crt";
constexpr auto kCertificateLife = hours(24 * 366);  // renewed with a month left

// The folder without what was in it, unless a running tessera owns it.
Result<void> empty_folder(const fs::path& folder) {
  const int lock = open((folder / "lock").c_str(), O_RDWR | O_CLOEXEC);
  const bool owned = lock >= 0 && !lock_folder(lock);
  if (!owned) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename() != "lock") fs::remove_all(entry.path());
    }
  }
  if (lock >= 0) close(lock);
  if (owned) {
    return fail(Errc::conflict, "cluster.locked",
                "another tessera uses the data folder " + folder.string());
  }
  return {};
}

// A mistyped --data must not give away, or with --fresh empty, somebody's home: what is not empty
// has to carry a sign of an earlier start.
Result<void> check_is_ours(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) || fs::is_empty(folder, error)) return {};
  for (const auto* sign : {"lock", "master.key", "postgres", "outbox"}) {
    if (fs::exists(folder / sign, error)) return {};
  }
  return fail(Errc::conflict, "cluster.foreign",
              "the folder " + folder.string() +
                  " is not empty and not a data folder of tessera: choose another with --data");
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_private(const fs::path& path, std::string_view data, mode_t mode = 0600) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool written =
      fd >= 0 && write(fd, data.data(), data.size()) == static_cast<ssize_t>(data.size());
  if (fd >= 0) close(fd);
  if (!written) throw std::runtime_error("cannot write " + path.string());
  chmod(path.c_str(), mode);
}

bool certificate_serves(const fs::path& certificate, const fs::path& host_file,
                        const std::string& host) {
  std::error_code error;
  const auto written = fs::last_write_time(certificate, error);
  return !error && fs::file_time_type::clock::now() - written < kCertificateLife &&
         read_text(host_file) == host;
}

}  // namespace

Result<DevFolder> DevFolder::prepare(const std::string& path, bool fresh) {
  const auto root = fs::absolute(path).lexically_normal();
  if (auto ours = check_is_ours(root); !ours) return std::unexpected(ours.error());
  const auto user = choose_run_user(root);
  if (!user) return std::unexpected(user.error());
  if (auto given = give_folder(root, *user); !given) return std::unexpected(given.error());
  if (*user) become(**user);
  umask(0077);
  if (fresh) {
    if (auto emptied = empty_folder(root); !emptied) return std::unexpected(emptied.error());
  }
  fs::create_directories(root / "outbox");
  return DevFolder(root);
}

void DevFolder::make_certificates(const std::string& host) const {
  const auto host_file = root_ / "certs" / "host";
  if (!certificate_serves(certificate(), host_file, host) || !fs::exists(client_certificate())) {
    run_make_dev_ca(host);
    write_private(host_file, host);
  }
  write_private(trusted_file(), read_text(ca_file()) + read_text(kSystemTrusts), 0644);
}

void DevFolder::run_make_dev_ca(const std::string& host) const {
  const auto folder = root_ / "certs";
  fs::create_directories(folder);
  for (const auto& file : embedded::certs_files())
    write_private(folder / file.path, file.data, 0700);
  auto child =
      Child::start({.argv = {"/bin/sh", (folder / "make-dev-ca").string(), folder.string(), host},
                    .log = folder / "make-dev-ca.log"});
  if (child.wait_for(seconds(20)) != 0) {
    throw std::runtime_error("cannot make the development certificates: " +
                             read_text(folder / "make-dev-ca.log"));
  }
}

void DevFolder::make_cards(const std::string& number, const std::string& name) const {
  const auto folder = root_ / "certs";
  for (const auto& file : embedded::certs_files())
    write_private(folder / file.path, file.data, 0700);
  run_make_dev_cards({"init"});
  if (!fs::exists(card_file("crt"))) run_make_dev_cards({"issue", "demo", number, name});
}

void DevFolder::run_make_dev_cards(std::vector<std::string> arguments) const {
  const auto folder = root_ / "certs";
  std::vector<std::string> argv{"/bin/sh", (folder / "make-dev-cards").string(), folder.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  auto child = Child::start({.argv = std::move(argv), .log = folder / "make-dev-cards.log"});
  if (child.wait_for(seconds(20)) != 0) {
    throw std::runtime_error("cannot make the cards of the development: " +
                             read_text(folder / "make-dev-cards.log"));
  }
}

void DevFolder::make_master_key(Random& random) const {
  if (fs::exists(master_key())) return;
  if (auto made = crypto::create_master_key_file(master_key().string(), random); !made) {
    throw std::runtime_error(made.error().text + " " + made.error().detail);
  }
}

}  // namespace tessera::app
