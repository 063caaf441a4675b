#include <algorithm>
#include <array>
#include <cstdlib>

#include <tessera/base/unavailable.hpp>

#include "app/doctor/checks.hpp"
#include "queries.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;
using store::postgres::Connection;
constexpr auto kClockTolerance = seconds(2);
constexpr std::int64_t kOldestPostgres = 150000;

Finding clock_finding(const std::string& who, TimePoint theirs, TimePoint ours) {
  const auto apart = theirs > ours ? theirs - ours : ours - theirs;
  if (apart <= kClockTolerance) return {Level::fine, who + "'s clock agrees with ours", ""};
  return {Level::fault,
          who + "'s clock is " +
              std::to_string(std::chrono::duration_cast<seconds>(apart).count()) +
              " s apart from ours",
          "synchronise both machines by NTP: codes and tokens live for seconds"};
}

void database_facts(Connection& connection, TimePoint now, Findings& findings) {
  const auto rows = connection.exec(sql::doctor_load_server_facts);
  const auto& row = rows[0];
  if (row.integer(0) < kOldestPostgres) {
    findings.push_back(
        {Level::fault, "PostgreSQL is older than 15", "upgrade it: tessera is tested with 15"});
  }
  if (row.text(1) != "on" || row.text(2) == "off") {
    findings.push_back({Level::fault,
                        "PostgreSQL does not write durably (fsync or synchronous_commit is off)",
                        "turn both on: an event must be durable before an answer"});
  }
  if (row.boolean(4)) {
    findings.push_back({Level::fault, "this PostgreSQL is a read-only replica",
                        "list all hosts in database.url with target_session_attrs=read-write"});
  }
  findings.push_back(clock_finding("PostgreSQL", row.time(3), now));
}

void database_role_and_schema(Connection& connection, Findings& findings) {
  if (auto role = store::postgres::check_serving_role(connection); !role) {
    findings.push_back(
        {Level::fault, role.error().text, "use the role tessera_app in database.url"});
  }
  if (auto schema = store::postgres::readiness(connection); !schema) {
    findings.push_back(
        {Level::fault, schema.error().text, "run `tessera migrate up` with database.owner_url"});
  }
}

Task<std::string> config_value(store::redis::Client& redis, std::string name) {
  const auto reply = co_await redis.command({"CONFIG", "GET", std::move(name)});
  co_return reply.items.size() == 2 ? reply.items[1].text : "";
}

Task<> redis_facts(Backends& backends, Findings& findings) {
  if (co_await config_value(backends.redis, "appendonly") != "yes") {
    findings.push_back(
        {Level::fault, "Redis keeps no append-only file", "set appendonly yes in redis.conf"});
  }
  if (co_await config_value(backends.redis, "maxmemory-policy") != "noeviction") {
    findings.push_back({Level::fault, "Redis may evict sessions",
                        "set maxmemory-policy noeviction in redis.conf"});
  }
  const auto time = co_await backends.redis.command({"TIME"});
  if (time.items.size() == 2) {
    const auto theirs = from_unix(std::atoll(time.items[0].text.c_str()));
    findings.push_back(clock_finding("Redis", theirs, backends.clock->now()));
  }
}

}  // namespace

Findings check_database(Backends& backends) {
  Findings findings;
  try {
    backends.database.run_here([&](Connection& connection) {
      database_facts(connection, backends.clock->now(), findings);
      database_role_and_schema(connection, findings);
      return 0;
    });
  } catch (const std::exception& error) {
    findings.push_back({Level::fault, std::string("PostgreSQL cannot be reached: ") + error.what(),
                        "check database.url and that the server runs"});
  }
  return findings;
}

Findings check_redis(Backends& backends) {
  Findings findings;
  try {
    backends.io.run_and_wait(0, [&] { return redis_facts(backends, findings); });
  } catch (const std::exception& error) {
    findings.push_back({Level::fault, std::string("Redis cannot be reached: ") + error.what(),
                        "check redis.url and that the server runs"});
  }
  return findings;
}

Findings check_keys(Backends& backends) {
  try {
    const auto ring = backends.database.run_here([&](Connection& connection) {
      return backends.keyring_store.load(connection, backends.clock->now());
    });
    if (!ring) {
      return {{Level::fault, ring.error().text,
               "restore the master key that this database was made with (id " +
                   backends.master->id() + " is loaded)"}};
    }
    for (const auto purpose : std::array{crypto::kPurposeTokenSigning, crypto::kPurposeFingerprint,
                                         crypto::kPurposePepper}) {
      if ((*ring)->all(purpose).empty()) {
        return {{Level::warning, "there is no key for " + std::string(purpose) + " yet",
                 "start a node once: it makes missing keys"}};
      }
    }
    const auto rows = backends.database.run_here(
        [](Connection& connection) { return store::postgres::list_keys(connection); });
    const auto others = std::ranges::count_if(
        rows, [&](const auto& row) { return row.master != backends.master->id(); });
    if (others > 0) {
      return {{Level::warning,
               std::to_string(others) + " keys are wrapped by another master key than " +
                   backends.master->id(),
               "finish the change of the master key: docs/operations/keys.md"}};
    }
    return {{Level::fine, "every stored key opens with master key " + backends.master->id(), ""}};
  } catch (const std::exception& error) {
    return {{Level::fault, std::string("keys cannot be read: ") + error.what(),
             "mend the database first"}};
  }
}

}  // namespace tessera::app
