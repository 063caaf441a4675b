// The table of keys by purpose, wrapped by the master key (ADR 12).
#pragma once

#include <memory>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// A row of the table.
struct StoredKey {
  std::int64_t id = 0;
  std::string purpose;
  std::string label;
  std::int64_t generation = 0;
  Bytes wrapped;
  std::string master;  // the id of the master key that wraps it
  TimePoint created;
  TimePoint activates;
  std::optional<TimePoint> retired;
  std::optional<TimePoint> expires;

  // Binds the wrapped key to its row, so that rows cannot be swapped.
  [[nodiscard]] std::string context() const;
};
[[nodiscard]] std::vector<StoredKey> list_keys(Connection& connection);

// "2026-11": the label of the person epoch key of that time's month, UTC.
[[nodiscard]] std::string epoch_label(TimePoint now);

// Blocks: start, commands, and jobs by way of Pool::run. Thread-safe as far as MasterKey and Random
// are.
class KeyringStore {
 public:
  // other: a second master key that may wrap rows, while the table is rewrapped.
  KeyringStore(crypto::MasterKey& master, Random& random, crypto::MasterKey* other = nullptr)
      : master_(master), random_(random), other_(other) {}

  // Every key that must exist and does not: one of each purpose, and the person epochs of this
  // month and the next. Safe on several nodes at once. Run it at start and by a daily job.
  void ensure_keys(Connection& connection, TimePoint now);
  // The keys that open or seal at now. keyring.wrong_master: a row is wrapped by a master key that
  // is not here, or was altered.
  [[nodiscard]] Result<std::shared_ptr<const crypto::Keyring>> load(Connection& connection,
                                                                    TimePoint now);

 private:
  crypto::MasterKey& master_;
  Random& random_;
  crypto::MasterKey* other_;
};

}  // namespace tessera::store::postgres
