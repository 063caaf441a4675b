#include "app/node/backends.hpp"

#include <stdexcept>
#include <thread>

namespace tessera::app {
namespace {

std::size_t threads_or_cores(std::int64_t configured) {
  if (configured > 0) return static_cast<std::size_t>(configured);
  return std::max(1U, std::thread::hardware_concurrency());
}

store::postgres::PoolOptions pool_options(const Settings& settings) {
  return {.url = settings.text("database.url"),
          .connections = static_cast<std::size_t>(settings.integer("database.connections")),
          .queue = static_cast<std::size_t>(settings.integer("database.queue")),
          .statement_timeout = settings.duration("database.statement_timeout")};
}

store::redis::ClientOptions redis_options(const Settings& settings) {
  return {.url = settings.text("redis.url"),
          .username = settings.text("redis.username"),
          .password = settings.text("redis.password"),
          .timeout = settings.duration("redis.timeout")};
}

std::unique_ptr<crypto::MasterKey> load_master(const Settings& settings, const std::string& name,
                                               Random& random) {
  auto master = crypto::load_master_key_file(settings.text(name), random);
  if (!master) throw std::runtime_error(name + ": " + master.error().text);
  return std::move(*master);
}

std::unique_ptr<crypto::MasterKey> load_other_master(const Settings& settings, Random& random) {
  const std::string name = "keys.other_master_key_file";
  if (settings.text(name).empty()) return nullptr;
  return load_master(settings, name, random);
}

}  // namespace

Backends::Backends(const Settings& settings, std::unique_ptr<Clock> clock_to_use)
    : clock(std::move(clock_to_use)),
      io(threads_or_cores(settings.integer("server.io_threads"))),
      database(pool_options(settings)),
      redis(io, redis_options(settings)),
      master(load_master(settings, "keys.master_key_file", random)),
      other_master(load_other_master(settings, random)),
      keyring_store(*master, random, other_master.get()),
      keyring(std::make_shared<const crypto::Keyring>(std::vector<crypto::PurposeKey>{})),
      leases(database) {}

Task<Result<void>> Backends::load_keys() {
  const auto now = clock->now();
  auto ring = co_await database.run([&](store::postgres::Connection& connection) {
    keyring_store.ensure_keys(connection, now);
    return keyring_store.load(connection, now);
  });
  if (!ring) co_return std::unexpected(ring.error());
  keyring.replace(std::move(*ring));
  co_return Result<void>{};
}

std::vector<std::string> Backends::masters() const {
  std::vector<std::string> ids{master->id()};
  if (other_master) ids.push_back(other_master->id());
  return ids;
}

}  // namespace tessera::app
