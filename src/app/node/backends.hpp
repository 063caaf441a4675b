// What a node stands on: time, randomness, threads, PostgreSQL, Redis, keys. Constructing it
// touches no network: a node starts without its backends and waits for them.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "app/config/settings.hpp"
#include "store/postgres/keyring_store.hpp"
#include "store/postgres/lease_store.hpp"
#include "store/postgres/pool.hpp"
#include "store/redis/client.hpp"

namespace tessera::app {

// The system clock, moved by a fixed offset: `tessera dev` under test lets hours pass without
// waiting.
class OffsetClock final : public Clock {
 public:
  explicit OffsetClock(Duration offset) : offset_(offset) {}
  [[nodiscard]] TimePoint now() const override { return system_.now() + offset_; }

 private:
  SystemClock system_;
  Duration offset_;
};

struct Backends {
  // Throws std::runtime_error for a master key that cannot be read: nothing works without it.
  Backends(const Settings& settings, std::unique_ptr<Clock> clock_to_use);

  std::unique_ptr<Clock> clock;
  crypto::SystemRandom random;
  runtime::IoThreads io;
  store::postgres::Pool database;
  store::redis::Client redis;
  std::unique_ptr<crypto::MasterKey> master;
  std::unique_ptr<crypto::MasterKey> other_master;  // while the table is rewrapped; else null
  store::postgres::KeyringStore keyring_store;
  crypto::KeyringHolder keyring;  // empty until load_keys()
  store::postgres::LeaseStore leases;

  // Makes missing purpose keys and replaces the ring. On a database thread.
  [[nodiscard]] Task<Result<void>> load_keys();
  // Ids of the master keys that this node holds.
  [[nodiscard]] std::vector<std::string> masters() const;
};

}  // namespace tessera::app
