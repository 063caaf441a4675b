// A journal on a real database, with one node that writes, sequences and verifies.
#pragma once

#include <gmock/gmock.h>

#include <tessera/audit/export.hpp>
#include <tessera/audit/node_journal.hpp>
#include <tessera/audit/sequencer.hpp>
#include <tessera/audit/verifier.hpp>

#include "app/cluster/child.hpp"
#include "store/postgres/journal_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera::audit {

class JournalTest : public test::Backends {
 protected:
  void append(int count, std::optional<Uuid> subject = {}) {
    std::vector<Event> events;
    for (int i = 0; i < count; ++i) {
      events.push_back({.type = "user.login.succeeded",
                        .actor = person_,
                        .actor_kind = "person",
                        .subject = subject,
                        .details = {{"i", i}}});
    }
    run([&] { return journal_.append(events); });
  }
  // Everything written so far. A transaction of another database of the cluster, such as
  // autovacuum's, holds the sequencer back for a moment.
  std::size_t sequence() {
    std::size_t done = 0;
    const auto all_are_leaves = [&] {
      done += run([&] { return sequencer_.run(); });
      return sql("select count(*) from journal_event e "
                 "where not exists (select from journal_leaf l where l.event_id = e.id)")[0]
                 .integer(0) == 0;
    };
    EXPECT_TRUE(app::wait_until(all_are_leaves, seconds{30}));
    return done;
  }
  Report verify(std::optional<SignedHead> saved = {}) {
    return run([&] {
      return verify_journal(reader_, keyring().get().get(),
                            {.saved = saved, .now = clock.now() + minutes{5}});
    });
  }
  SignedHead saved_head() {
    return parse_saved_head(run([&] { return sequencer_.saved_head(); }).value()).value();
  }
  std::string event_of_leaf(int leaf) {
    return std::string(
        sql("select event_id from journal_leaf where leaf = " + std::to_string(leaf))[0].text(0));
  }
  void expect_finding(const Report& report, const std::string& kind) {
    EXPECT_FALSE(report.good());
    EXPECT_THAT(report.findings, ::testing::Contains(::testing::Field(&Finding::kind, kind)));
  }

  Uuid person_ = make_uuid4(random);
  store::postgres::JournalStore store_{pool()};
  store::postgres::TreeStore tree_{pool()};
  store::postgres::JournalReader reader_{pool()};
  NodeJournal journal_{store_, keyring(), clock, random};
  Sequencer sequencer_{tree_, store_, keyring(), clock, random};
};

}  // namespace tessera::audit
