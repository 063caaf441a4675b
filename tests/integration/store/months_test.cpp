// Five months on: the partitions that a node makes by its jobs are there, and hold what is written.
#include <gtest/gtest.h>

#include <tessera/audit/node_journal.hpp>

#include "store/postgres/family_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/outbox_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class MonthsTest : public test::Backends {
 protected:
  MonthsTest() { clock.advance(days{5 * 31}); }
  std::string month(const std::string& table) {
    const auto rows = sql("select tableoid::regclass::text from " + table + " where id >= '" +
                          to_string(make_uuid7(clock.now() - seconds{1}, random)) + "'");
    return rows.empty() ? "" : rows[0].string(0);
  }
  // "<table>_YYYY_MM" of the clock's month.
  std::string expected(const std::string& table) {
    return table + sql("select to_char(to_timestamp(" + std::to_string(to_unix(clock.now())) +
                       ") at time zone 'UTC', '_YYYY_MM')")[0]
                       .string(0);
  }
  std::string grant_values(const std::string& extra) {
    return "('" + to_string(make_uuid7(clock.now(), random)) + "', gen_random_uuid(), " + extra;
  }

  JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  FamilyStore families_{pool(), journal_};
  OutboxStore outbox_{pool()};
};

TEST_F(MonthsTest, TheJournalGoesOn) {
  const std::vector<audit::Event> events{{.type = "user.login.succeeded"}};
  EXPECT_THROW(run([&] { return journal_.append(events); }), std::exception);
  run([&] { return journal_store_.add_months(clock.now()); });
  run([&] { return journal_.append(events); });
  EXPECT_EQ(month("journal_event"), expected("journal_event"));
}

TEST_F(MonthsTest, TheOutboxGoesOn) {
  const auto put = [&] {
    std::vector<OutboxMessage> messages(1);
    messages[0] = {.id = make_uuid7(clock.now(), random), .kind = "x", .payload = to_bytes("y")};
    run([&] { return outbox_.add(messages, clock.now()); });
  };
  EXPECT_THROW(put(), std::exception);
  run([&] { return outbox_.add_months(clock.now()); });
  put();
  EXPECT_EQ(month("outbox"), expected("outbox"));
}

TEST_F(MonthsTest, GrantsAndReleasesGoOn) {
  const auto put = [&] {
    sql("insert into oauth_grant (id, client, code_hash, auth_time, created, expires) values " +
        grant_values("'', now(), now(), now())"));
    sql("insert into release (id, person, client, claims, purpose, channel, time) values " +
        grant_values("gen_random_uuid(), '{}', 'x', 'userinfo', now())"));
  };
  EXPECT_THROW(put(), std::exception);
  run([&] { return families_.add_months(clock.now()); });
  put();
  EXPECT_EQ(month("oauth_grant"), expected("oauth_grant"));
  EXPECT_EQ(month("release"), expected("release"));
}

TEST_F(MonthsTest, NobodyMakesPartitionsWithoutEnd) {
  EXPECT_THROW(run([&] { return outbox_.add_months(clock.now() + days{4 * 366}); }),
               std::exception);
  EXPECT_THROW(run([&] { return outbox_.add_months(TimePoint{}); }), std::exception);
}

}  // namespace
}  // namespace tessera::store::postgres
