// Schema migrations: forward only, checksummed, one owner at a time (advisory lock), resumable:
// each is recorded in its own transaction, so that an interrupted run continues where it stopped.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

#include "store/postgres/migration_files.hpp"
#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

struct AppliedMigration {
  int version = 0;
  std::string name;
  std::string checksum;
  std::string oldest_binary;
  TimePoint applied;
};

struct MigrationStatus {
  enum class State { applied, pending, altered, unknown } state = State::pending;
  int version = 0;
  std::string name;
  std::optional<TimePoint> applied;
};

struct TableEstimate {
  std::string table;
  std::int64_t rows = 0;  // as the planner believes
};
struct PlannedMigration {
  int version = 0;
  std::string name;
  bool transactional = true;
  std::vector<TableEstimate> touches;
};

// Pure: what is applied against what this binary has. Errors: migrate.altered (a checksum differs),
// migrate.binary_too_old (an unknown migration needs a newer binary).
[[nodiscard]] Result<void> check_applied(const std::vector<AppliedMigration>& applied,
                                         const std::vector<Migration>& known,
                                         const std::string& binary_version);
// The same, and every known one must be there (migrate.pending): may this binary serve?
[[nodiscard]] Result<void> check_ready(const std::vector<AppliedMigration>& applied,
                                       const std::vector<Migration>& known,
                                       const std::string& binary_version);

// For health/ready and for start, on the application's connection. Throws Unavailable.
[[nodiscard]] Result<void> readiness(Connection& connection);
// Refuses an owner, a superuser or a role that bypasses row security: start.privileged_role.
[[nodiscard]] Result<void> check_serving_role(Connection& connection);

// Blocks; for commands, not for io threads. The URL is the owner's.
class Migrator {
 public:
  explicit Migrator(std::string owner_url, std::vector<Migration> known = embedded_migrations(),
                    std::string binary_version = TESSERA_VERSION);
  [[nodiscard]] std::vector<MigrationStatus> status();
  // What up() would do, with the estimated rows of the tables it touches; changes nothing.
  [[nodiscard]] Result<std::vector<PlannedMigration>> plan();
  // Applies what is pending and returns how many; `told` hears each before it starts. Waits up to
  // 30 s for another owner, 5 s for each lock (then Unavailable: run it again).
  [[nodiscard]] Result<int> up(const std::function<void(const Migration&)>& told = {});

 private:
  std::string url_;
  std::vector<Migration> known_;
  std::string binary_version_;
};

// Makes roles and the database, on a superuser's URL (of any database): `tessera dev` and tests. In
// production the operator runs schema/bootstrap/*.sql (docs/operations). Harmless when repeated.
void prepare_database(const std::string& superuser_url, const std::string& database);
// The same URL or connection string with another database or user.
[[nodiscard]] std::string with_database(const std::string& url, const std::string& database);
[[nodiscard]] std::string with_user(const std::string& url, const std::string& user);

}  // namespace tessera::store::postgres
