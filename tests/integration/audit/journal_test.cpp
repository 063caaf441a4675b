// The journal on a real database: sequencing, and every kind of tampering that the verifier names.
#include <tessera/audit/leaf.hpp>
#include <tessera/audit/row.hpp>

#include "store/postgres/journal_param.hpp"
#include "tests/integration/audit/fixture.hpp"

namespace tessera::audit {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Field;

TEST_F(JournalTest, RowsBecomeLeavesAndVerify) {
  append(3);
  append(2, person_);
  EXPECT_EQ(verify().unsequenced, 5U);
  EXPECT_EQ(sequence(), 5U);
  EXPECT_EQ(sequence(), 0U);
  append(600, person_);
  EXPECT_EQ(sequence(), 600U);
  const auto report = verify(saved_head());
  EXPECT_TRUE(report.good()) << report.findings.front().kind << report.findings.front().where
                             << report.findings.front().detail;
  EXPECT_EQ(report.leaves, 605U);
  EXPECT_EQ(report.rows, 605U);
  EXPECT_EQ(report.unsequenced, 0U);
  EXPECT_EQ(report.heads, 2U);
  EXPECT_EQ(sql("select counter from journal_subject")[0].integer(0), 602);
}

TEST_F(JournalTest, TwoSequencersDoNotMeet) {
  append(50);
  Sequencer other{tree_, store_, keyring(), clock, random};
  sequence();
  run([&] { return other.run(); }, 1);
  append(50);
  EXPECT_EQ(run([&] { return other.run(); }, 1), 50U);
  EXPECT_TRUE(verify().good());
}

TEST_F(JournalTest, ProofsOfAStoredTreeHold) {
  append(700);
  sequence();
  const auto head = saved_head().head;
  for (const std::uint64_t leaf : {0, 255, 256, 511, 699}) {
    const auto path = inclusion_path(leaf, head.size);
    std::vector<NodeId> needed;
    for (const auto& range : path) {
      for (const auto& node : subtrees(range)) needed.push_back(node);
    }
    const auto nodes = run([&] { return reader_.load_nodes(needed); });
    std::vector<Hash> proof;
    for (const auto& range : path)
      proof.push_back(hash_range(range, [&](NodeId id) { return nodes.at(id); }));
    const auto rows = run([&] { return reader_.load_leaves(leaf, 1); });
    EXPECT_TRUE(
        check_inclusion(leaf_hash(*rows[0].row, std::nullopt), leaf, head.size, proof, head.root))
        << leaf;
  }
}

TEST_F(JournalTest, AnExportedLineProvesItselfAgainstTheHead) {
  append(300);
  append(20, person_);
  sequence();
  const auto head = saved_head().head;
  const auto rows = run([&] { return reader_.load_leaves(310, 1); });
  auto line = run([&] { return render_proven(reader_, rows[0], head.size); });
  EXPECT_TRUE(check_proven(line, head)) << line;
  auto other = head;
  other.root[0] ^= 1;
  EXPECT_FALSE(check_proven(line, other));
  line.replace(line.find("success"), 7, "failure");
  EXPECT_FALSE(check_proven(line, head));
}

TEST_F(JournalTest, AnAlteredRowIsFound) {
  append(20, person_);
  sequence();
  sql("update journal_event set body = replace(body, 'success', 'failure') where id = '" +
      event_of_leaf(7) + "'");
  expect_finding(verify(), "altered");
}

TEST_F(JournalTest, AnAlteredColumnIsFound) {
  append(20, person_);
  sequence();
  sql("update journal_event set subject = gen_random_uuid() where id = '" + event_of_leaf(7) + "'");
  expect_finding(verify(), "altered");
}

TEST_F(JournalTest, AnAlteredRowWithoutALeafIsFound) {
  append(5);
  sql("update journal_event set actor = null where n = 3");
  expect_finding(verify(), "altered");
}

TEST_F(JournalTest, ARemovedRowIsFound) {
  append(20);
  sequence();
  sql("delete from journal_event where id = '" + event_of_leaf(7) + "'");
  expect_finding(verify(), "removed");
}

TEST_F(JournalTest, ARemovedRowWithItsLeafIsFound) {
  append(20);
  sequence();
  const auto id = event_of_leaf(19);
  sql("delete from journal_event where id = '" + id +
      "'; delete from journal_leaf where event_id = '" + id + "'");
  expect_finding(verify(), "removed");
}

TEST_F(JournalTest, ARemovedRowWithoutALeafIsFound) {
  append(5);
  sql("delete from journal_event where n = 3");
  expect_finding(verify(), "removed");
}

TEST_F(JournalTest, ReorderedRowsAreFound) {
  append(20);
  sequence();
  sql("update journal_event set n = case n when 4 then 5 else 4 end where n in (4, 5)");
  const auto report = verify();
  EXPECT_FALSE(report.good());
  EXPECT_THAT(report.findings, Contains(Field(&Finding::kind, AnyOf("reordered", "altered"))));
}

TEST_F(JournalTest, ReorderedLeavesAreFound) {
  append(20);
  sequence();
  sql("update journal_leaf set leaf = leaf + 1000 where leaf in (4, 5);"
      "update journal_leaf set leaf = 5 where leaf = 1004; update journal_leaf set leaf = 4 where "
      "leaf = 1005");
  expect_finding(verify(), "tree");
}

TEST_F(JournalTest, AnInsertedRowIsFound) {
  append(5);
  sql("insert into journal_event select gen_random_uuid(), time, boot, 6, type, actor, subject, "
      "body, mac"
      "  from journal_event where false;"
      "insert into journal_event select overlay(id::text placing '0000' from 33)::uuid, time, "
      "boot, 6, type, actor,"
      "  subject, body, mac from journal_event where n = 5");
  expect_finding(verify(), "altered");
}

TEST_F(JournalTest, ACutTailIsFoundWithTheSavedHead) {
  append(10);
  sequence();
  const auto small = sql("select size, edge from journal_tree");
  append(10);
  sequence();
  const auto saved = saved_head();
  // Somebody with all rights puts the database back to where it was ten events ago.
  sql("set session_replication_role = replica;"  // no trigger stops him
      "delete from journal_event where n > 10; delete from journal_leaf where leaf >= 10;"
      "delete from journal_head where size > 10; update journal_tree set size = 10, edge = '" +
      small[0].string(1) + "'");
  EXPECT_TRUE(verify().good());
  expect_finding(verify(saved), "tail_cut");
}

TEST_F(JournalTest, RowsAndTreeRewrittenTogetherAreFoundWithTheSavedHead) {
  append(10);
  sequence();
  const auto saved = saved_head();
  // Somebody with all rights and all keys writes another history of the same length.
  sql("set session_replication_role = replica;"
      "delete from journal_event; delete from journal_leaf; delete from journal_head;"
      "update journal_tree set size = 0, edge = '', horizon = '0'");
  NodeJournal other{store_, keyring(), clock, random};
  std::vector<Event> events(10, Event{.type = "user.login.failed"});
  run([&] { return other.append(events); });
  sequence();
  EXPECT_TRUE(verify().good());
  expect_finding(verify(saved), "rewritten");
}

TEST_F(JournalTest, AForgedHeadIsFound) {
  append(10);
  sequence();
  sql("update journal_head set jws = replace(jws, '.', '.A')");
  expect_finding(verify(), "head");
}

TEST_F(JournalTest, FailedWritesLeaveVoidRowsThatVerify) {
  append(2);
  {
    const auto failed = journal_.seal(std::vector<Event>(1, Event{.type = "client.created"}));
  }
  append(2);
  run([&] { return journal_.flush(); });
  sequence();
  const auto report = verify();
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.voids, 1U);
  EXPECT_EQ(report.leaves, 5U);
}

TEST_F(JournalTest, AWriteThatCameThroughIsNotVoided) {
  auto sealed = journal_.seal(std::vector<Event>(1, Event{.type = "client.created"}));
  const auto rows = sealed->rows();
  run([&] { return store_.insert(rows); });
  sealed.reset();  // the answer was lost: nobody called committed()
  run([&] { return journal_.flush(); });
  EXPECT_EQ(sql("select type from journal_event")[0].text(0), "client.created");
  EXPECT_TRUE(verify().good());
}

TEST_F(JournalTest, PlacesLostInACrashAreFilledAndAreNoFinding) {
  {
    NodeJournal crashed{store_, keyring(), clock, random};
    std::vector<Event> events(6, Event{.type = "token.issued"});
    const auto sealed = crashed.seal(events);
    // Rows 3 and 4 were under way when the process died; the others had been stored.
    const auto rows = sealed->rows();
    run([&] { return store_.insert(rows.subspan(0, 2)); });
    run([&] { return store_.insert(rows.subspan(4, 2)); });
    sealed->committed();  // the process is gone: nobody leaves void rows
  }
  expect_finding(verify(), "removed");
  clock.advance(minutes{3});
  EXPECT_EQ(run([&] { return sequencer_.fill_crash_gaps(); }), 2U);
  EXPECT_EQ(run([&] { return sequencer_.fill_crash_gaps(); }), 0U);
  sequence();
  const auto report = verify();
  EXPECT_TRUE(report.good()) << report.findings.front().where << report.findings.front().detail;
  EXPECT_EQ(report.lost, 2U);
}

TEST_F(JournalTest, ARowRemovedFromALivingChainIsNotFilledAsLost) {
  append(3);
  clock.advance(minutes{1});
  append(3);
  sql("delete from journal_event where n = 2");
  clock.advance(minutes{5});
  EXPECT_EQ(run([&] { return sequencer_.fill_crash_gaps(); }), 0U);
  expect_finding(verify(), "removed");
}

TEST_F(JournalTest, ANewClusterStartsSequencingAgain) {
  append(5);
  sequence();
  append(5);
  sql("update journal_tree set cluster = 1, horizon = '999999999'");  // as after a restore
                                                                      // elsewhere
  EXPECT_EQ(sequence(), 5U);
  append(5);
  EXPECT_EQ(sequence(), 5U);
  EXPECT_TRUE(verify().good());
}

TEST_F(JournalTest, TheApplicationCannotRewriteTheJournal) {
  append(1);
  const auto attempt = [&](const std::string& text) -> std::string {
    const store::Query query{.name = "tamper_" + std::to_string(std::hash<std::string>{}(text)),
                             .text = text};
    try {
      run([&] { return pool().run([&](store::postgres::Connection& db) { db.exec(query); }); });
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return "done";
  };
  EXPECT_THAT(attempt("update journal_event set body = ''"),
              ::testing::HasSubstr("permission denied"));
  EXPECT_THAT(attempt("delete from journal_event"), ::testing::HasSubstr("permission denied"));
  EXPECT_THAT(attempt("truncate journal_event"), ::testing::HasSubstr("permission denied"));
  EXPECT_THAT(attempt("delete from journal_leaf"), ::testing::HasSubstr("permission denied"));
  EXPECT_THAT(attempt("update journal_head set jws = ''"),
              ::testing::HasSubstr("permission denied"));
  EXPECT_THAT(attempt("delete from journal_subject"), ::testing::HasSubstr("permission denied"));
}

}  // namespace
}  // namespace tessera::audit
