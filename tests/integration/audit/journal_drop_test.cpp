// Months of the journal that were disposed of: on record, and nothing else is taken for it.
#include "store/postgres/connection.hpp"
#include "store/postgres/drop_announcer.hpp"
#include "tests/integration/audit/fixture.hpp"

namespace tessera::audit {
namespace {

class JournalDropTest : public JournalTest {
 protected:
  // Five rows of last month, and five of this one; the latter are sequenced.
  void append_two_months() {
    clock.set(clock.now() - days{31});
    run([&] { return store_.add_months(clock.now()); });
    append(5, person_);
    old_ = sql("select to_char(min(time), 'YYYY_MM') from journal_event")[0].string(0);
    clock.advance(days{31});
    append(5, person_);
  }
  std::string drop() {
    store::postgres::PgConnection maintenance({.url = database_url("tessera_maintenance")});
    try {
      return maintenance
          .exec_text(
              "select drop_month_partitions('journal_event', date_trunc('month', now())::date)")[0]
          .string(0);
    } catch (const std::exception& error) {
      return error.what();
    }
  }
  RequestContext context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }
  std::string old_;
};

TEST_F(JournalDropTest, RecordedDropsAndErasedSaltsStillVerify) {
  append_two_months();
  sequence();
  sql("update journal_subject set salt = null");
  EXPECT_NE(drop(), "0");
  const auto report = verify();
  EXPECT_TRUE(report.good()) << report.findings.front().where << report.findings.front().detail;
  EXPECT_EQ(report.dropped, 5U);
  EXPECT_EQ(report.blinded, 5U);
  store::postgres::DropAnnouncer announcer(pool(), journal_);
  const auto months = sql("select count(*) from journal_drop")[0].integer(0);
  const auto request = context();  // outlives the task
  EXPECT_EQ(run([&] { return announcer.run(request); }), months);
  EXPECT_EQ(run([&] { return announcer.run(request); }), 0);
  const auto told =
      sql("select count(*) from journal_event where type = 'journal.month_dropped'"
          " and body like '%\"" +
          old_ + "\"%'");
  EXPECT_EQ(told[0].integer(0), 1);
  EXPECT_TRUE(verify().good());
}

TEST_F(JournalDropTest, AMonthThatIsGoneWithoutARecordWasRemoved) {
  append_two_months();
  sequence();
  sql("drop table journal_event_" + old_);
  const auto report = verify();
  EXPECT_EQ(report.finding_count, 5U + 1U) << "each row, and the beginning of the chain";
  EXPECT_EQ(report.findings.front().kind, "removed");
  EXPECT_NE(report.findings.front().detail.find("no drop of it is on record"), std::string::npos);
}

TEST_F(JournalDropTest, ARecordCoversItsOwnLeavesOnly) {
  append_two_months();
  sequence();
  ASSERT_NE(drop(), "0");
  sql("update journal_drop set last_leaf = last_leaf - 2 where month = '" + old_ + "'");
  expect_finding(verify(), "removed");
  sql("update journal_drop set last_leaf = last_leaf + 2, events = 4 where month = '" + old_ + "'");
  expect_finding(verify(), "removed");
  sql("update journal_drop set events = 5, head_root = decode(repeat('00', 32), 'hex') where month "
      "= '" +
      old_ + "'");
  expect_finding(verify(), "tree");
}

TEST_F(JournalDropTest, RowsThatNoHeadCoversAreNotDropped) {
  append_two_months();
  EXPECT_NE(drop().find("not in the signed tree"), std::string::npos);
  sequence();
  EXPECT_NE(drop(), "0");
}

}  // namespace
}  // namespace tessera::audit
