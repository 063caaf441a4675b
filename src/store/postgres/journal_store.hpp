// The journal in PostgreSQL: rows of the nodes, the tree over them, and reading both back.
#pragma once

#include <tessera/audit/journal_reader.hpp>
#include <tessera/audit/journal_store.hpp>
#include <tessera/audit/tree_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class JournalStore final : public audit::JournalStore {
 public:
  explicit JournalStore(Pool& pool) : pool_(pool) {}
  Task<> insert(std::span<const audit::SealedRow> rows) override;
  Task<> insert_void(std::span<const audit::SealedRow> rows) override;
  Task<> add_months(TimePoint now) override;

 private:
  Pool& pool_;
};

class TreeStore final : public audit::TreeStore {
 public:
  explicit TreeStore(Pool& pool) : pool_(pool) {}
  Task<std::optional<std::size_t>> extend(std::size_t limit, Grow grow) override;
  Task<std::vector<audit::StoredHeadKey>> load_head_keys() override;
  Task<> save_head_key(const audit::StoredHeadKey& key) override;
  Task<std::optional<audit::SignedHead>> latest_head() override;
  Task<std::vector<audit::Gap>> load_crash_gaps(TimePoint from, TimePoint until) override;

 private:
  Pool& pool_;
};

// Works under the application role and under the reading audit role.
class JournalReader final : public audit::JournalReader {
 public:
  explicit JournalReader(Pool& pool) : pool_(pool) {}
  Task<std::vector<audit::SequencedRow>> load_leaves(std::uint64_t from,
                                                     std::size_t limit) override;
  Task<std::vector<audit::ChainedRow>> load_chain(const Uuid& boot, std::int64_t after,
                                                  std::size_t limit) override;
  Task<std::vector<audit::SignedHead>> load_heads(std::uint64_t from, std::size_t limit) override;
  Task<std::vector<audit::HeadKey>> load_public_keys() override;
  Task<std::set<std::string>> load_months() override;
  Task<std::vector<audit::DroppedMonth>> load_drops() override;
  Task<std::map<audit::NodeId, audit::Hash>> load_nodes(
      const std::vector<audit::NodeId>& ids) override;
  Task<std::vector<audit::SealedRow>> find_events(const audit::EventQuery& query) override;
  Task<std::vector<audit::SealedRow>> find_history(const audit::HistoryQuery& query) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
