// Migrations as files: NNNN_name.sql with header lines
//   -- oldest-binary: 0.1.0        the oldest binary that may run on the schema after it
//   -- transaction: none           optional: one idempotent statement that PostgreSQL refuses in a
//   transaction
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/embedded.hpp>

namespace tessera::store::postgres {

// "1.12.0"; parts are compared as numbers.
struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const Version&) const = default;
};
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);

struct Migration {
  int version = 0;
  std::string name;  // "core"
  std::string text;
  std::string checksum;  // SHA-256, hex
  std::string oldest_binary;
  bool transactional = true;
};

// Sorted by version. Throws std::logic_error for a wrong file name, a missing header or a number
// used twice: these are defects of the build.
[[nodiscard]] std::vector<Migration> parse_migrations(std::span<const embedded::File> files);
[[nodiscard]] std::vector<Migration> embedded_migrations();

// Tables that the statements name (alter, update, delete, insert, create index, drop, truncate).
[[nodiscard]] std::vector<std::string> touched_tables(const std::string& sql);

}  // namespace tessera::store::postgres
