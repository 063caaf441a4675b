#include "app/commands/migrate.hpp"

#include <cstdio>
#include <functional>
#include <iostream>

#include <tessera/base/unavailable.hpp>

#include "app/commands/config.hpp"
#include "app/exit_code.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::app {
namespace {

using store::postgres::MigrationStatus;
using store::postgres::Migrator;

int with_migrator(const ConfigSource& source, const std::function<int(Migrator&)>& action) {
  const auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  const auto& url = settings->text("database.owner_url");
  if (url.empty()) {
    std::cerr << "database.owner_url is not set: migrations run as the owner role, not as the "
                 "application\n";
    return kUsage;
  }
  try {
    Migrator migrator(url);
    return action(migrator);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return kFailed;
  }
}

const char* word(MigrationStatus::State state) {
  switch (state) {
    case MigrationStatus::State::applied:
      return "applied";
    case MigrationStatus::State::pending:
      return "pending";
    case MigrationStatus::State::altered:
      return "ALTERED";
    case MigrationStatus::State::unknown:
      return "unknown";
  }
  return "";
}

int complain(const Error& error) {
  std::cerr << error.id << ": " << error.text << "\n";
  return kFailed;
}

}  // namespace

int run_migrate_status(const ConfigSource& source) {
  return with_migrator(source, [](Migrator& migrator) {
    int code = kOk;
    for (const auto& migration : migrator.status()) {
      std::printf("%04d  %-8s  %s\n", migration.version, word(migration.state),
                  migration.name.c_str());
      if (migration.state == MigrationStatus::State::altered) return kFailed;
      if (migration.state == MigrationStatus::State::pending) code = kChangesPending;
    }
    return code;
  });
}

int run_migrate_plan(const ConfigSource& source) {
  return with_migrator(source, [](Migrator& migrator) {
    const auto plan = migrator.plan();
    if (!plan) return complain(plan.error());
    for (const auto& migration : *plan) {
      std::printf("%04d  %s%s\n", migration.version, migration.name.c_str(),
                  migration.transactional ? "" : "  (without a transaction, idempotent)");
      for (const auto& table : migration.touches) {
        std::printf("      %s: about %lld rows\n", table.table.c_str(),
                    static_cast<long long>(table.rows));
      }
    }
    if (plan->empty()) std::puts("nothing to do");
    return plan->empty() ? kOk : kChangesPending;
  });
}

int run_migrate_up(const ConfigSource& source) {
  return with_migrator(source, [](Migrator& migrator) {
    const auto applied = migrator.up([](const auto& migration) {
      std::printf("%04d  %s\n", migration.version, migration.name.c_str());
    });
    if (!applied) return complain(applied.error());
    std::printf("%d applied\n", *applied);
    return kOk;
  });
}

}  // namespace tessera::app
