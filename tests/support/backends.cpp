#include "tests/support/backends.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "store/postgres/connection.hpp"
#include "store/postgres/keyring_store.hpp"
#include "store/postgres/migrate.hpp"

#if __has_feature(address_sanitizer)
// libpqxx 6.4 drops the result of a statement whose connection was lost: about 2 KB per lost
// connection.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpqxx\n";
}
#endif

namespace tessera::test {
namespace pg = store::postgres;
namespace {

constexpr const char* kTemplate = "tessera_template";

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().id + ": " + result.error().text);
  return std::move(*result);
}

// Copying a database may take long on a busy disk.
pg::PgConnection unhurried(std::string url) {
  return pg::PgConnection({.url = std::move(url), .statement_timeout = Duration{0}});
}

// In memory where there is room: every test makes and drops a database of a thousand files, and
// ext4 looks a long time for inodes once that many were deleted lately.
std::string make_folder() {
  constexpr std::uintmax_t kRoom = 4ULL << 30;
  std::error_code none;
  const auto memory = std::filesystem::space("/dev/shm", none);
  const bool fits =
      !none && memory.available != static_cast<std::uintmax_t>(-1) && memory.available >= kRoom;
  std::string name = std::string(fits ? "/dev/shm" : "/tmp") + "/tessera-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder: " + name);
  return name;
}

}  // namespace

Servers& Servers::instance() {
  static Servers servers;
  return servers;
}

Servers::Servers() : folder_(make_folder()) {
  app::ClusterOptions options{.data = folder_, .durable = false};
  options.user = must(app::choose_run_user(folder_));
  cluster_ = must(app::Cluster::start(options));
  const std::string master_file = folder_ + "/master.key";
  if (auto made = crypto::create_master_key_file(master_file, random_); !made) {
    throw std::runtime_error(made.error().text);
  }
  master_ = must(crypto::load_master_key_file(master_file, random_));
  make_template();
}

Servers::~Servers() {
  cluster_->stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Servers::make_template() {
  pg::prepare_database(database_url("postgres", "postgres"), kTemplate);
  must(pg::Migrator(database_url("tessera_owner", kTemplate)).up());
  pg::PgConnection app({.url = database_url("tessera_app", kTemplate)});
  pg::KeyringStore(*master_, random_).ensure_keys(app, SystemClock().now());
}

std::string Servers::database_url(const std::string& user, const std::string& database) const {
  return cluster_->postgres().url(user, database);
}

std::string Servers::clone_database() {
  const std::string name = "test_" + std::to_string(++clones_);
  auto server = unhurried(database_url("postgres", "postgres"));
  server.exec_text("create database " + name + " template " + kTemplate + " owner tessera_owner");
  return name;
}

void Servers::drop_database(const std::string& name) {
  auto server = unhurried(database_url("postgres", "postgres"));
  server.exec_text("drop database if exists " + name + " with (force)");
}

Backends::Backends()
    : database_(Servers::instance().clone_database()),
      io_(std::make_unique<runtime::IoThreads>(2)),
      pool_(std::make_unique<pg::Pool>(pg::PoolOptions{
          .url = database_url(), .application_name = "tessera-test", .connections = 4})),
      redis_(std::make_unique<store::redis::Client>(
          *io_, store::redis::ClientOptions{.url = redis_url()})) {
  io_->start();
  const std::vector<std::string> flush{"FLUSHALL"};
  run([&] { return redis_->command(flush); });
}

Backends::~Backends() {
  redis_.reset();
  pool_.reset();
  io_.reset();
  try {
    Servers::instance().drop_database(database_);
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
}

std::string Backends::database_url(const std::string& user) const {
  return Servers::instance().database_url(user, database_);
}

std::string Backends::redis_url() const {
  return Servers::instance().cluster().redis().url();
}

crypto::KeyringHolder& Backends::keyring() {
  if (keyring_ == nullptr) {
    pg::KeyringStore store(Servers::instance().master_key(), random);
    keyring_ = std::make_unique<crypto::KeyringHolder>(
        must(pool().run_here([&](pg::Connection& c) { return store.load(c, clock.now()); })));
  }
  return *keyring_;
}

pg::Rows Backends::sql(const std::string& text) {
  pg::PgConnection server({.url = database_url("postgres")});
  return server.exec_text(text);
}

}  // namespace tessera::test
