#include "store/postgres/migrate.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "store/postgres/connection.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

Migration migration(int version, std::string name, std::string text, bool transactional = true) {
  Migration m{.version = version,
              .name = std::move(name),
              .text = std::move(text),
              .checksum = {},
              .oldest_binary = "0.1.0",
              .transactional = transactional};
  m.checksum = std::to_string(std::hash<std::string>()(m.text));
  return m;
}

// On a database of its own, without the migrations of the house.
class MigrateTest : public test::Backends {
 protected:
  MigrateTest() {
    sql("drop schema public cascade; create schema public; grant usage, create on schema public to "
        "tessera_owner; grant usage on schema public to tessera_app");
  }
  Migrator migrator(std::vector<Migration> known) {
    return Migrator(database_url("tessera_owner"), std::move(known), "0.1.0");
  }
  std::int64_t one(const std::string& text) { return sql(text)[0].integer(0); }
};

const Migration kFirst = migration(1, "first", "create table a (n int); insert into a values (1)");
const Migration kSecond =
    migration(2, "second", "alter table a add column m int; create table b (n int)");

TEST_F(MigrateTest, AppliesInOrderOnceAndSaysSo) {
  auto both = migrator({kFirst, kSecond});
  std::vector<int> told;
  EXPECT_EQ(both.up([&](const Migration& m) { told.push_back(m.version); }).value(), 2);
  EXPECT_EQ(told, (std::vector{1, 2}));
  EXPECT_EQ(both.up().value(), 0);
  const auto status = both.status();
  ASSERT_EQ(status.size(), 2U);
  EXPECT_EQ(status[1].state, MigrationStatus::State::applied);
  EXPECT_TRUE(status[1].applied.has_value());
}

TEST_F(MigrateTest, APlanCountsRowsAndChangesNothing) {
  ASSERT_TRUE(migrator({kFirst}).up());
  sql("insert into a select generate_series(1, 999); analyze a");
  const auto plan = migrator({kFirst, kSecond}).plan();
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->size(), 1U);
  EXPECT_EQ(plan->at(0).version, 2);
  ASSERT_EQ(plan->at(0).touches.size(), 1U);
  EXPECT_EQ(plan->at(0).touches[0].table, "a");
  EXPECT_EQ(plan->at(0).touches[0].rows, 1000);
  EXPECT_EQ(one("select count(*) from schema_migration"), 1);
}

TEST_F(MigrateTest, AnEmptyDatabaseHasAPlanAndAStatus) {
  auto m = migrator({kFirst});
  EXPECT_EQ(m.plan()->size(), 1U);
  EXPECT_EQ(m.status().at(0).state, MigrationStatus::State::pending);
  EXPECT_EQ(one("select count(*) from pg_tables where schemaname = 'public'"), 0);
}

TEST_F(MigrateTest, AFileThatWasAlteredIsRefused) {
  ASSERT_TRUE(migrator({kFirst}).up());
  auto altered = migrator({migration(1, "first", "create table a (n bigint)"), kSecond});
  EXPECT_EQ(altered.up().error().id, "migrate.altered");
  EXPECT_EQ(altered.plan().error().id, "migrate.altered");
  EXPECT_EQ(altered.status().at(0).state, MigrationStatus::State::altered);
  EXPECT_EQ(one("select count(*) from schema_migration"), 1);
}

TEST_F(MigrateTest, AFailureLeavesWhatWasDoneAndTheNextRunContinues) {
  auto broken = migrator({kFirst, migration(2, "second", "create table b (n int); select 1/0")});
  EXPECT_THROW((void)broken.up(), std::runtime_error);
  EXPECT_EQ(one("select count(*) from schema_migration"), 1);
  EXPECT_EQ(one("select count(*) from pg_tables where tablename = 'b'"), 0) << "rolled back";
  EXPECT_EQ(migrator({kFirst, kSecond}).up().value(), 1);
}

TEST_F(MigrateTest, OneWithoutTransactionRunsAlone) {
  const auto index =
      migration(2, "index", "create index concurrently if not exists a_n on a (n)", false);
  EXPECT_EQ(migrator({kFirst, index}).up().value(), 2);
  EXPECT_EQ(one("select count(*) from pg_indexes where indexname = 'a_n'"), 1);
}

TEST_F(MigrateTest, TwoOwnersAtOnceDoItOnce) {
  const auto slow = migration(1, "slow", "create table a (n int); select pg_sleep(0.2)");
  std::atomic<int> applied = 0;
  const auto run_one = [&] { applied += migrator({slow, kSecond}).up().value(); };
  std::jthread other(run_one);
  run_one();
  other.join();
  EXPECT_EQ(applied, 2);
}

TEST_F(MigrateTest, ANewerSchemaTellsWhichBinariesMayRun) {
  auto future = migration(3, "future", "create table c (n int)");
  ASSERT_TRUE(migrator({kFirst, future}).up());
  EXPECT_TRUE(migrator({kFirst}).plan()) << "expanded only: an older binary may go on";
  sql("update schema_migration set oldest_binary = '0.2.0' where version = 3");
  EXPECT_EQ(migrator({kFirst}).up().error().id, "migrate.binary_too_old");
}

TEST_F(MigrateTest, ALockThatIsNotGivenIsUnavailable) {
  ASSERT_TRUE(migrator({kFirst}).up());
  PgConnection holder({.url = database_url("postgres")});
  holder.exec_text("begin; lock table a in access share mode");
  EXPECT_THROW((void)migrator({kFirst, kSecond}).up(), Unavailable);
  holder.exec_text("rollback");
  EXPECT_EQ(migrator({kFirst, kSecond}).up().value(), 1);
}

class SchemaTest : public test::Backends {};

TEST_F(SchemaTest, AMigratedDatabaseIsReadyAndAnEmptyOneIsNot) {
  EXPECT_TRUE(pool().run_here([](Connection& c) { return readiness(c); }));
  EXPECT_EQ(Migrator(database_url("tessera_owner")).up().value(), 0);
  sql("delete from schema_migration where version = (select max(version) from schema_migration)");
  EXPECT_EQ(pool().run_here([](Connection& c) { return readiness(c); }).error().id,
            "migrate.pending");
  sql("drop table schema_migration");
  EXPECT_EQ(pool().run_here([](Connection& c) { return readiness(c); }).error().id,
            "migrate.pending");
}

TEST_F(SchemaTest, OnlyTheApplicationRoleMayServe) {
  EXPECT_TRUE(pool().run_here([](Connection& c) { return check_serving_role(c); }));
  for (const std::string user : {"tessera_owner", "postgres"}) {
    PgConnection c({.url = database_url(user)});
    EXPECT_EQ(check_serving_role(c).error().id, "start.privileged_role") << user;
  }
}

TEST_F(SchemaTest, PartitionsOfEveryKeyTypeAreMadeByMonth) {
  sql("set role tessera_owner;"
      "create table by_id (id uuid primary key) partition by range (id);"
      "create table by_time (t timestamptz) partition by range (t);"
      "create table by_day (d date) partition by range (d);"
      "create table plain (n int)");
  PgConnection app({.url = database_url()});
  const auto ensure = [&](const std::string& table) {
    return app.exec_text("select ensure_month_partitions('" + table + "', '2026-12-15', 3)")[0]
        .integer(0);
  };
  for (const std::string table : {"by_id", "by_time", "by_day"}) {
    EXPECT_EQ(ensure(table), 3) << table;
    EXPECT_EQ(ensure(table), 0) << table;
  }
  EXPECT_THROW(ensure("plain"), std::runtime_error);
  const Query insert{.name = "insert_by_id", .text = "insert into by_id values ($1)"};
  const TimePoint first{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
  for (const TimePoint t : {first, first + days{31} - milliseconds{1}, first + days{31}}) {
    app.exec(insert, {make_uuid7(t, random)});
  }
  EXPECT_EQ(sql("select count(*) from by_id_2026_12")[0].integer(0), 2);
  EXPECT_EQ(sql("select count(*) from by_id_2027_01")[0].integer(0), 1);
  EXPECT_EQ(
      sql("select count(*) from by_id_2027_01 where uuid_month(id) = '2027-01-01'")[0].integer(0),
      1);
  EXPECT_THROW(app.exec_text("delete from by_id_2026_12"), std::runtime_error)
      << "a partition must not be a way around the privileges of its parent";
}

TEST_F(SchemaTest, NoPartitionOfTheHouseIsAWayAroundItsParent) {
  const auto partitions =
      sql("select count(*) from pg_class where relispartition and relkind = 'r'");
  EXPECT_GT(partitions[0].integer(0), 0);
  const auto open =
      sql("select string_agg(relname, ' ') from pg_class where relispartition and relkind = 'r' and"
          " has_table_privilege('tessera_app', oid, 'select, insert, update, delete, truncate')");
  EXPECT_TRUE(open[0].is_null(0)) << open[0].string(0);
}

TEST_F(SchemaTest, TheJournalOnlyGrows) {
  const auto more =
      sql("select has_table_privilege('tessera_app', 'journal_event', 'insert'),"
          " has_table_privilege('tessera_app', 'journal_event', 'update, delete, truncate')");
  EXPECT_TRUE(more[0].boolean(0));
  EXPECT_FALSE(more[0].boolean(1));
}

TEST_F(SchemaTest, OnlyMaintenanceDropsPartitions) {
  sql("set role tessera_owner; create table by_day (d date) partition by range (d);"
      "select ensure_month_partitions('by_day', '2026-01-01', 4)");
  const std::string drop = "select drop_month_partitions('by_day', '2026-03-01')";
  PgConnection app({.url = database_url()});
  EXPECT_THROW(app.exec_text(drop), std::runtime_error);
  PgConnection maintenance({.url = database_url("tessera_maintenance")});
  EXPECT_EQ(maintenance.exec_text(drop)[0].integer(0), 2);
  EXPECT_EQ(
      sql("select count(*) from pg_inherits where inhparent = 'by_day'::regclass")[0].integer(0),
      2);
}

}  // namespace
}  // namespace tessera::store::postgres
