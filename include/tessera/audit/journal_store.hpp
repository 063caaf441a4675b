// Where the rows of this node go. Implemented in store/postgres.
#pragma once

#include <span>

#include <tessera/audit/journal.hpp>

namespace tessera::audit {

class JournalStore {
 public:
  virtual ~JournalStore() = default;
  // All or none, durable when it returns. Throws Unavailable; anything else means that some row is
  // at fault.
  [[nodiscard]] virtual Task<> insert(std::span<const SealedRow> rows) = 0;
  // Fills places; a place that turns out to be taken stays as it is.
  [[nodiscard]] virtual Task<> insert_void(std::span<const SealedRow> rows) = 0;
  // Creates the partitions of this month and the next three.
  [[nodiscard]] virtual Task<> add_months(TimePoint now) = 0;
};

}  // namespace tessera::audit
