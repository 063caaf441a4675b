#include "store/postgres/migrate.hpp"

#include <algorithm>
#include <map>

#include <tessera/runtime/log.hpp>

#include "queries.hpp"
#include "store/postgres/connection.hpp"

namespace tessera::store::postgres {
namespace {

std::vector<AppliedMigration> load_applied(Connection& connection) {
  if (!connection.exec(sql::migration_has_table)[0].boolean(0)) return {};
  const Rows rows = connection.exec(sql::migration_list_applied);
  std::vector<AppliedMigration> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    out.push_back({.version = static_cast<int>(row.integer(0)),
                   .name = row.string(1),
                   .checksum = row.string(2),
                   .oldest_binary = row.string(3),
                   .applied = row.time(4)});
  }
  return out;
}

const AppliedMigration* find(const std::vector<AppliedMigration>& applied, int version) {
  const auto at = std::ranges::find(applied, version, &AppliedMigration::version);
  return at == applied.end() ? nullptr : &*at;
}

bool is_known(const std::vector<Migration>& known, int version) {
  return std::ranges::find(known, version, &Migration::version) != known.end();
}

std::string title(int version, const std::string& name) {
  return std::to_string(version) + "_" + name;
}

PgConnection connect(const std::string& url) {
  return PgConnection(
      {.url = url, .application_name = "tessera-migrate", .statement_timeout = seconds{0}});
}

// Held for the life of the session, so it also goes when this process is killed.
class Owner {
 public:
  explicit Owner(Connection& connection) : connection_(connection) {
    connection_.exec(sql::migration_set_lock_timeout, {"30s"});
    connection_.exec(sql::migration_take_lock);
    connection_.exec(sql::migration_set_lock_timeout, {"5s"});
  }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

 private:
  Connection& connection_;
};

void apply(PgConnection& connection, const Migration& m, const std::string& binary) {
  const auto record = [&] {
    connection.exec(sql::migration_insert_applied,
                    {m.version, m.name, m.checksum, m.oldest_binary, binary});
  };
  if (m.transactional) {
    connection.transaction([&] {
      connection.exec_text(m.text);
      record();
    });
  } else {
    connection.exec_text(m.text);
    record();
  }
  runtime::log(runtime::Level::info, "migrate.applied", {{"migration", title(m.version, m.name)}});
}

}  // namespace

Result<void> check_applied(const std::vector<AppliedMigration>& applied,
                           const std::vector<Migration>& known, const std::string& binary_version) {
  const auto binary = parse_version(binary_version).value_or(Version{});
  for (const auto& a : applied) {
    if (is_known(known, a.version)) continue;
    if (parse_version(a.oldest_binary).value_or(Version{}) > binary) {
      return fail(Errc::conflict, "migrate.binary_too_old",
                  "migration " + title(a.version, a.name) + " needs tessera " + a.oldest_binary +
                      " or later; this is " + binary_version);
    }
  }
  for (const auto& m : known) {
    const auto* a = find(applied, m.version);
    if (a != nullptr && a->checksum != m.checksum) {
      return fail(Errc::conflict, "migrate.altered",
                  "migration " + title(m.version, m.name) + " was changed after it was applied");
    }
  }
  return {};
}

Result<void> check_ready(const std::vector<AppliedMigration>& applied,
                         const std::vector<Migration>& known, const std::string& binary_version) {
  if (auto ok = check_applied(applied, known, binary_version); !ok) return ok;
  for (const auto& m : known) {
    if (find(applied, m.version) == nullptr) {
      return fail(
          Errc::conflict, "migrate.pending",
          "migration " + title(m.version, m.name) + " is not applied: run tessera migrate up");
    }
  }
  return {};
}

Result<void> readiness(Connection& connection) {
  static const std::vector<Migration> known = embedded_migrations();
  return check_ready(load_applied(connection), known, TESSERA_VERSION);
}

Result<void> check_serving_role(Connection& connection) {
  const Rows rows = connection.exec(sql::migration_find_role);
  if (!rows[0].boolean(0)) return {};
  return fail(Errc::forbidden, "start.privileged_role",
              "the database role " + rows[0].string(1) +
                  " owns the schema or is a superuser: serve as tessera_app");
}

Migrator::Migrator(std::string owner_url, std::vector<Migration> known, std::string binary_version)
    : url_(std::move(owner_url)),
      known_(std::move(known)),
      binary_version_(std::move(binary_version)) {}

std::vector<MigrationStatus> Migrator::status() {
  auto connection = connect(url_);
  const auto applied = load_applied(connection);
  using State = MigrationStatus::State;
  std::map<int, MigrationStatus> out;
  for (const auto& m : known_) {
    out[m.version] = {.state = State::pending, .version = m.version, .name = m.name, .applied = {}};
    const auto* a = find(applied, m.version);
    if (a == nullptr) continue;
    out[m.version].state = a->checksum == m.checksum ? State::applied : State::altered;
    out[m.version].applied = a->applied;
  }
  for (const auto& a : applied) {
    out.try_emplace(
        a.version,
        MigrationStatus{
            .state = State::unknown, .version = a.version, .name = a.name, .applied = a.applied});
  }
  std::vector<MigrationStatus> sorted;
  for (auto& [version, status] : out) sorted.push_back(std::move(status));
  return sorted;
}

Result<std::vector<PlannedMigration>> Migrator::plan() {
  auto connection = connect(url_);
  const auto applied = load_applied(connection);
  if (auto ok = check_applied(applied, known_, binary_version_); !ok) {
    return std::unexpected(ok.error());
  }
  std::vector<PlannedMigration> out;
  for (const auto& m : known_) {
    if (find(applied, m.version) != nullptr) continue;
    auto& planned = out.emplace_back(PlannedMigration{
        .version = m.version, .name = m.name, .transactional = m.transactional, .touches = {}});
    const Rows rows = connection.exec(sql::migration_estimate_rows, {touched_tables(m.text)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      planned.touches.push_back({.table = rows[i].string(0), .rows = rows[i].integer(1)});
    }
  }
  return out;
}

Result<int> Migrator::up(const std::function<void(const Migration&)>& told) {
  auto connection = connect(url_);
  const Owner owner(connection);
  connection.exec(sql::migration_create_table);
  connection.exec(sql::migration_grant_table);
  const auto applied = load_applied(connection);  // after the lock: another owner may have run
  if (auto ok = check_applied(applied, known_, binary_version_); !ok) {
    return std::unexpected(ok.error());
  }
  int count = 0;
  for (const auto& m : known_) {
    if (find(applied, m.version) != nullptr) continue;
    if (told) told(m);
    apply(connection, m, binary_version_);
    ++count;
  }
  return count;
}

}  // namespace tessera::store::postgres
