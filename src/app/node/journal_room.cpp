#include "app/node/journal_room.hpp"

#include "queries.hpp"

namespace tessera::app {
namespace {

constexpr auto kSequencerLease = seconds(5);

}  // namespace

JournalRoom::JournalRoom(const Settings& settings, Backends& b)
    : backends(b),
      store(b.database),
      tree(b.database),
      reader(b.database),
      journal(store, b.keyring, *b.clock, b.random),
      sequencer(tree, store, b.keyring, *b.clock, b.random,
                audit::append_to_file(settings.text("audit.head_file"))),
      drops(b.database, journal) {}

Task<> JournalRoom::open() {
  co_await store.add_months(backends.clock->now());
  co_await save_seen();
}

Task<> JournalRoom::save_seen() {
  const auto now = backends.clock->now();
  const auto boot = journal.boot();
  co_await backends.database.run([&](store::postgres::Connection& connection) {
    connection.exec(sql::node_save, {boot, now, std::string(TESSERA_VERSION), backends.masters()});
    return 0;
  });
}

void JournalRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("journal.sequence", milliseconds(500), [this]() -> Task<> {
    if (co_await backends.leases.take("journal.sequencer", journal.boot(), kSequencerLease))
      co_await sequencer.run();
  });
  jobs.every("journal.flush", seconds(5), [this]() -> Task<> { return journal.flush(); });
  jobs.every("journal.months", hours(12),
             [this]() -> Task<> { return store.add_months(backends.clock->now()); });
  jobs.every("journal.gaps", minutes(5), [this]() -> Task<> {
    if (co_await backends.leases.take("journal.gaps", journal.boot(), minutes(4)))
      co_await sequencer.fill_crash_gaps();
  });
  jobs.every("journal.drops", minutes(10), [this]() -> Task<> {
    const auto now = backends.clock->now();
    (void)co_await drops.run({.request_id = make_uuid7(now, backends.random),
                              .address_class = "system",
                              .received = now});
  });
  jobs.every("node.seen", seconds(10), [this]() -> Task<> { return save_seen(); });
}

}  // namespace tessera::app
