// The table of keys by purpose, wrapped by the master key (ADR 12).
#pragma once

#include <memory>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// "2026-11": the label of the person epoch key of that time's month, UTC.
[[nodiscard]] std::string epoch_label(TimePoint now);

// Blocks: start, commands, and jobs by way of Pool::run. Thread-safe as far as MasterKey and Random
// are.
class KeyringStore {
 public:
  KeyringStore(crypto::MasterKey& master, Random& random) : master_(master), random_(random) {}

  // Every key that must exist and does not: one of each purpose, and the person epochs of this
  // month and the next. Safe on several nodes at once. Run it at start and by a daily job.
  void ensure_keys(Connection& connection, TimePoint now);
  // All keys. keyring.wrong_master: a row is wrapped by another master key, or was altered.
  [[nodiscard]] Result<std::shared_ptr<const crypto::Keyring>> load(Connection& connection);

 private:
  void ensure(Connection& connection, std::string_view purpose, const std::string& label,
              TimePoint now);
  crypto::MasterKey& master_;
  Random& random_;
};

}  // namespace tessera::store::postgres
