// How the journal is read back: by the verifier, by auditors, for exports. Implemented in
// store/postgres.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tessera/audit/tree_store.hpp>

namespace tessera::audit {

// A leaf with its row, if the row is there, and the salt of its subject, if that is there.
struct SequencedRow {
  Leaf leaf;
  std::optional<SealedRow> row;
  std::optional<Bytes> salt;
};

// A row in the order of its chain.
struct ChainedRow {
  SealedRow row;
  bool sequenced = false;
};

// A month whose rows were disposed of, as the function that did it put it on record.
struct DroppedMonth {
  std::string month;  // "2026_11"
  std::int64_t events = 0;
  std::int64_t first_leaf = 0;
  std::int64_t last_leaf = -1;
  std::uint64_t head_size = 0;  // the youngest head then, and its root
  Hash head_root{};
};

// What an auditor asks for; unset fields do not restrict. Newest first, older than `before`.
struct EventQuery {
  std::string type_prefix;
  std::optional<Uuid> actor;
  std::optional<Uuid> subject;
  std::optional<TimePoint> from;
  std::optional<TimePoint> until;
  std::optional<Uuid> before;
  std::size_t limit = 50;
  std::vector<std::string> families = {};  // first words of types; none: all
};

// What happened to one thing; newest first, older than `before`. Of things that the administration
// keeps: the types of the index in migration 0028.
struct HistoryQuery {
  std::string object_type;
  std::string object_id;
  std::optional<Uuid> before = {};
  std::size_t limit = 50;
};

class JournalReader {
 public:
  virtual ~JournalReader() = default;
  [[nodiscard]] virtual Task<std::vector<SequencedRow>> load_leaves(std::uint64_t from,
                                                                    std::size_t limit) = 0;
  [[nodiscard]] virtual Task<std::vector<ChainedRow>> load_chain(const Uuid& boot,
                                                                 std::int64_t after,
                                                                 std::size_t limit) = 0;
  // Heads with at least this size, smallest first.
  [[nodiscard]] virtual Task<std::vector<SignedHead>> load_heads(std::uint64_t from,
                                                                 std::size_t limit) = 0;
  [[nodiscard]] virtual Task<std::vector<HeadKey>> load_public_keys() = 0;
  // "2026_11" for every month whose rows are kept.
  [[nodiscard]] virtual Task<std::set<std::string>> load_months() = 0;
  [[nodiscard]] virtual Task<std::vector<DroppedMonth>> load_drops() = 0;
  [[nodiscard]] virtual Task<std::map<NodeId, Hash>> load_nodes(const std::vector<NodeId>& ids) = 0;
  [[nodiscard]] virtual Task<std::vector<SealedRow>> find_events(const EventQuery& query) = 0;
  [[nodiscard]] virtual Task<std::vector<SealedRow>> find_history(const HistoryQuery& query) = 0;
};

}  // namespace tessera::audit
