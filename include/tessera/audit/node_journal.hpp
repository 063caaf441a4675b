// The journal of one node: seals events into the chain of this boot and commits them in groups.
// While one insert is under way the events of all other requests gather; they are the next insert.
#pragma once

#include <memory>

#include <tessera/audit/journal.hpp>
#include <tessera/audit/journal_store.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::audit {

// Thread-safe. The store, keyring, clock and random must outlive it and every Sealed it gave out.
class NodeJournal final : public Journal {
 public:
  NodeJournal(JournalStore& store, const crypto::KeyringHolder& keys, const Clock& clock,
              Random& random);
  ~NodeJournal() override;

  [[nodiscard]] Task<> append(std::vector<Event> events) override;
  [[nodiscard]] std::unique_ptr<Sealed> seal(std::vector<Event> events) override;

  // Writes the void rows that wait; call it every few seconds and before the process ends. Does
  // nothing (and asks the database nothing) if none wait. Throws Unavailable.
  [[nodiscard]] Task<> flush();
  [[nodiscard]] Uuid boot() const;  // names the chain in force

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tessera::audit
