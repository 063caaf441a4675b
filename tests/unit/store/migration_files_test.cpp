#include "store/postgres/migration_files.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "store/postgres/migrate.hpp"

namespace tessera::store::postgres {
namespace {

std::vector<Migration> parse(std::vector<embedded::File> files) {
  return parse_migrations(files);
}

TEST(MigrationFiles, TheHeaderSaysWhatMayRun) {
  const auto found =
      parse({{"0010_b.sql", "-- note\n-- oldest-binary: 1.2.3\n-- transaction: none\nselect 1"},
             {"0002_a.sql", "-- oldest-binary: 0.1.0\nselect 1"}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].version, 2);
  EXPECT_EQ(found[0].name, "a");
  EXPECT_TRUE(found[0].transactional);
  EXPECT_EQ(found[1].oldest_binary, "1.2.3");
  EXPECT_FALSE(found[1].transactional);
  EXPECT_EQ(found[1].checksum.size(), 64U);
  EXPECT_NE(found[0].checksum, found[1].checksum);
}

TEST(MigrationFiles, DefectsAreFound) {
  EXPECT_THROW(parse({{"first.sql", "-- oldest-binary: 0.1.0\n"}}), std::logic_error);
  EXPECT_THROW(parse({{"0001_a.sql", "select 1"}}), std::logic_error);
  EXPECT_THROW(parse({{"0001_a.sql", "-- oldest-binary: one\n"}}), std::logic_error);
  EXPECT_THROW(parse({{"0001_a.sql", "-- oldest-binary: 0.1.0\n-- transaction: some\n"}}),
               std::logic_error);
  EXPECT_THROW(parse({{"0001_a.sql", "-- oldest-binary: 0.1.0\n"},
                      {"0001_b.sql", "-- oldest-binary: 0.1.0\n"}}),
               std::logic_error);
}

TEST(MigrationFiles, ThoseOfTheHouseAreWellFormed) {
  const auto all = embedded_migrations();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].name, "core");
}

TEST(MigrationFiles, VersionsCompareAsNumbers) {
  EXPECT_LT(*parse_version("0.9.0"), *parse_version("0.10.0"));
  EXPECT_FALSE(parse_version("1.0"));
  EXPECT_FALSE(parse_version("1.0.0-rc"));
}

TEST(MigrationFiles, TouchedTablesAreNamed) {
  EXPECT_EQ(
      touched_tables(
          "ALTER TABLE person ADD x int; update client set a=1; create index i on session (b);"
          "delete from lease; insert into node values (1); select * from other"),
      (std::vector<std::string>{"client", "lease", "node", "person", "session"}));
}

const std::vector<Migration> kKnown{
    {.version = 1, .name = "a", .text = {}, .checksum = "x", .oldest_binary = "0.1.0"},
    {.version = 2, .name = "b", .text = {}, .checksum = "y", .oldest_binary = "0.1.0"}};

AppliedMigration applied(int version, std::string checksum, std::string oldest = "0.1.0") {
  return {.version = version,
          .name = "n",
          .checksum = std::move(checksum),
          .oldest_binary = std::move(oldest),
          .applied = {}};
}

TEST(Readiness, NeedsItsOwnMigrationsAndNoNewerFloor) {
  EXPECT_TRUE(check_ready({applied(1, "x"), applied(2, "y")}, kKnown, "0.1.0"));
  EXPECT_EQ(check_ready({applied(1, "x")}, kKnown, "0.1.0").error().id, "migrate.pending");
  EXPECT_EQ(check_ready({applied(1, "x"), applied(2, "z")}, kKnown, "0.1.0").error().id,
            "migrate.altered");
  EXPECT_TRUE(check_ready({applied(1, "x"), applied(2, "y"), applied(3, "q")}, kKnown, "0.1.0"));
  EXPECT_EQ(
      check_ready({applied(1, "x"), applied(2, "y"), applied(3, "q", "0.2.0")}, kKnown, "0.1.0")
          .error()
          .id,
      "migrate.binary_too_old");
}

}  // namespace
}  // namespace tessera::store::postgres
