// Columns of the journal as values; shared by its adapters.
#pragma once

#include <algorithm>

#include <tessera/audit/head.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/audit/journal_reader.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

[[nodiscard]] inline audit::SealedRow read_sealed_row(const Row& row, int first = 0) {
  return {.id = row.uuid(first),
          .time = row.time(first + 1),
          .boot = row.uuid(first + 2),
          .n = row.integer(first + 3),
          .type = row.string(first + 4),
          .actor = row.opt_uuid(first + 5),
          .subject = row.opt_uuid(first + 6),
          .body = row.string(first + 7),
          .mac = row.bytes(first + 8)};
}

// Hashes have 32 bytes by a check of the table.
[[nodiscard]] inline audit::Hash read_hash(const Row& row, int column) {
  audit::Hash hash{};
  const auto bytes = row.bytes(column);
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

[[nodiscard]] inline audit::SignedHead read_head(const Row& row) {
  return {.head = {.size = static_cast<std::uint64_t>(row.integer(0)),
                   .root = read_hash(row, 1),
                   .time = row.time(2)},
          .kid = row.string(3),
          .jws = row.string(4)};
}

[[nodiscard]] std::vector<audit::DroppedMonth> read_drops(Connection& db, bool unannounced_only);

}  // namespace tessera::store::postgres
