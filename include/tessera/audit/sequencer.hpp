// Gives every journal row its leaf, grows the tree and signs its head. Run it once a second where
// the lease "journal.sequencer" is held; the lock in the store keeps two apart whatever happens.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tessera/audit/journal_store.hpp>
#include <tessera/audit/tree_store.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::audit {

// Pure but for the salts of new people: the leaves of rows after the tree, in order. `sign` signs
// the head.
[[nodiscard]] Extension grow_tree(Unsequenced from, TimePoint now, Random& random,
                                  const std::function<SignedHead(const Head&)>& sign);

class Sequencer {
 public:
  // on_head is told every head that was signed, in its saved form (log line, file).
  using OnHead = std::function<void(const SignedHead&, const std::string& saved)>;
  Sequencer(TreeStore& tree, JournalStore& journal, const crypto::KeyringHolder& keys,
            const Clock& clock, Random& random, OnHead on_head = {});
  ~Sequencer();

  // Sequences all rows that are committed now. Their number; 0 also if another one works.
  [[nodiscard]] Task<std::size_t> run();
  // Fills the places that a crash left empty with rows of type journal.lost. Every few minutes, on
  // one node; looks only at what is new since the last time.
  [[nodiscard]] Task<std::size_t> fill_crash_gaps();
  // The latest head in its saved form; nullopt before the first.
  [[nodiscard]] Task<std::optional<std::string>> saved_head();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Appends each saved head to a file, one line each; the file is opened anew each time, so that it
// may be moved away. Logs and goes on if it cannot.
[[nodiscard]] Sequencer::OnHead append_to_file(std::string path);

}  // namespace tessera::audit
