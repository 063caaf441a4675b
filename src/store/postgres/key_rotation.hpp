// Rotating, retiring and rewrapping the table of purpose keys: the owner's work, by commands only.
// Each verb locks the table for its transaction; nodes go on reading and learn of it within a
// minute.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/journal.hpp>
#include <tessera/crypto/key_rules.hpp>
#include <tessera/crypto/keyring.hpp>

#include "store/postgres/keyring_store.hpp"

namespace tessera::store::postgres {

// A node says every ten seconds that it is there.
inline constexpr minutes kNodeIsAlive{1};

struct Rotated {
  std::int64_t id = 0;
  std::int64_t generation = 0;
  TimePoint activates;
  std::optional<TimePoint> old_expires;
};

class KeyRotation {
 public:
  // masters: those that may wrap rows now; the table's youngest row says which one wraps new rows.
  KeyRotation(Pool& owner, std::vector<crypto::MasterKey*> masters, Random& random,
              audit::Journal& journal)
      : owner_(owner), masters_(std::move(masters)), random_(random), journal_(journal) {}

  // The next generation of a purpose, in use crypto::kAnnounceAhead from now. Errc::not_found
  // "key.purpose_unknown"; Errc::unsupported "key.purpose_fixed" (the text says why);
  // Errc::conflict "key.announced" (one waits already), "keyring.wrong_master".
  [[nodiscard]] Result<Rotated> rotate(std::string_view purpose, const RequestContext& context);
  // After a compromise: keys of a purpose that have a successor in use open nothing any more. How
  // many. Errors of rotate; "key.purpose_fixed" where stored rows would be lost.
  [[nodiscard]] Result<std::size_t> retire(std::string_view purpose, const RequestContext& context);
  // Wraps every row by `to`. How many changed. Errc::conflict "node.lacks_master" (a node seen
  // within a minute does not hold `to`), "keyring.wrong_master".
  [[nodiscard]] Result<std::size_t> rewrap(crypto::MasterKey& to, const RequestContext& context);

 private:
  [[nodiscard]] Result<Bytes> unwrap(const StoredKey& row, crypto::MasterKey* to) const;
  [[nodiscard]] crypto::MasterKey* find_master(std::string_view id) const;
  Result<Rotated> rotate_locked(Connection& db, const crypto::KeyRule& rule,
                                const RequestContext& context,
                                std::unique_ptr<audit::Sealed>& sealed);
  Result<std::size_t> rewrap_locked(Connection& db, crypto::MasterKey& to);

  Pool& owner_;
  std::vector<crypto::MasterKey*> masters_;
  Random& random_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
