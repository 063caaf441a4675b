// The journal of this node, wired.
#pragma once

#include <tessera/audit/node_journal.hpp>
#include <tessera/audit/sequencer.hpp>
#include <tessera/runtime/jobs.hpp>

#include "app/config/settings.hpp"
#include "app/node/backends.hpp"
#include "store/postgres/drop_announcer.hpp"
#include "store/postgres/journal_store.hpp"

namespace tessera::app {

struct JournalRoom {
  JournalRoom(const Settings& settings, Backends& backends);
  // Partitions of the coming months, then the row of this node.
  [[nodiscard]] Task<> open();
  void add_jobs(runtime::Jobs& jobs);
  [[nodiscard]] Task<> save_seen();

  Backends& backends;
  store::postgres::JournalStore store;
  store::postgres::TreeStore tree;
  store::postgres::JournalReader reader;
  audit::NodeJournal journal;
  audit::Sequencer sequencer;
  store::postgres::DropAnnouncer drops;
};

}  // namespace tessera::app
