// Where the tree grows. Implemented in store/postgres; one sequencer works at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/head.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/audit/merkle.hpp>

namespace tessera::audit {

struct SubjectState {
  Uuid subject;
  std::optional<Bytes> salt;  // gone after his erasure
  std::int64_t counter = 0;   // events about him so far
};

// What a pass starts from: rows that have no leaf yet, in the order in which they became visible.
struct Unsequenced {
  Edge tree;
  std::vector<SealedRow> rows;
  std::vector<SubjectState> subjects;  // of the people in rows; new ones are absent
};

struct Leaf {
  std::uint64_t leaf = 0;
  Uuid event;
  std::optional<std::int64_t> subject_n;
  Hash hash{};
};

struct TreeNode {
  NodeId id;  // level a multiple of 8
  Hash hash{};
};

// What a pass commits.
struct Extension {
  Edge tree;
  std::vector<Leaf> leaves;
  std::vector<TreeNode> nodes;
  std::vector<SubjectState> subjects;
  SignedHead head;
};

struct StoredHeadKey {
  std::string kid;
  Bytes private_box;  // sealed under head_signing
  Bytes public_der;
  TimePoint created;
};

// Places of a dead chain that hold no row: [first, last], with the MACs on both sides (before is
// empty at the beginning of a chain).
struct Gap {
  Uuid boot;
  std::int64_t first = 0;
  std::int64_t last = 0;
  Bytes before;
  Bytes after;
  TimePoint time;  // of the row after the gap
};

class TreeStore {
 public:
  virtual ~TreeStore() = default;
  // Under the lock of the tree: loads at most `limit` rows, calls grow (on a database thread; not
  // if there are no rows) and commits what it answers. The number of rows sequenced; nullopt if
  // another sequencer holds the lock.
  using Grow = std::function<Extension(Unsequenced)>;
  [[nodiscard]] virtual Task<std::optional<std::size_t>> extend(std::size_t limit, Grow grow) = 0;
  [[nodiscard]] virtual Task<std::vector<StoredHeadKey>> load_head_keys() = 0;  // newest first
  [[nodiscard]] virtual Task<> save_head_key(const StoredHeadKey& key) = 0;
  [[nodiscard]] virtual Task<std::optional<SignedHead>> latest_head() = 0;
  // Gaps in chains that ended between `from` and `until` and within half a minute of the gap: what
  // a crash leaves. A chain that lived on had the time to fill its places.
  [[nodiscard]] virtual Task<std::vector<Gap>> load_crash_gaps(TimePoint from, TimePoint until) = 0;
};

}  // namespace tessera::audit
