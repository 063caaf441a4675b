#include "app/node/journal_room.hpp"

#include <tessera/runtime/log.hpp>

#include "queries.hpp"

namespace tessera::app {
namespace {

constexpr auto kSequencerLease = seconds(5);

// Heads go to the log always and to a file if there is one.
audit::Sequencer::OnHead tell_heads(const std::string& file) {
  auto to_file = file.empty() ? audit::Sequencer::OnHead{} : audit::append_to_file(file);
  return [to_file = std::move(to_file)](const audit::SignedHead& head, const std::string& saved) {
    runtime::log(runtime::Level::info, "audit.head", {{"head", saved}});
    if (to_file) to_file(head, saved);
  };
}

}  // namespace

JournalRoom::JournalRoom(const Settings& settings, Backends& b)
    : backends(b),
      store(b.database),
      tree(b.database),
      reader(b.database),
      journal(store, b.keyring, *b.clock, b.random),
      sequencer(tree, store, b.keyring, *b.clock, b.random, tell_heads(settings.text("audit.head_file"))) {}

Task<> JournalRoom::open() {
  co_await store.add_months(backends.clock->now());
  co_await save_seen();
}

Task<> JournalRoom::save_seen() {
  const auto now = backends.clock->now();
  const auto boot = journal.boot();
  co_await backends.database.run([&](store::postgres::Connection& connection) {
    connection.exec(sql::node_save, {boot, now, std::string(TESSERA_VERSION)});
    return 0;
  });
}

void JournalRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("journal.sequence", milliseconds(500), [this]() -> Task<> {
    if (co_await backends.leases.take("journal.sequencer", journal.boot(), kSequencerLease)) co_await sequencer.run();
  });
  jobs.every("journal.flush", seconds(5), [this]() -> Task<> { return journal.flush(); });
  jobs.every("journal.months", hours(12), [this]() -> Task<> { return store.add_months(backends.clock->now()); });
  jobs.every("journal.gaps", minutes(5), [this]() -> Task<> {
    if (co_await backends.leases.take("journal.gaps", journal.boot(), minutes(4))) co_await sequencer.fill_crash_gaps();
  });
  jobs.every("node.seen", seconds(10), [this]() -> Task<> { return save_seen(); });
}

}  // namespace tessera::app
