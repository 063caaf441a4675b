#include "queries.hpp"
#include "store/postgres/journal_rows.hpp"
#include "store/postgres/journal_store.hpp"

namespace tessera::store::postgres {
namespace {

using audit::Hash;
using audit::NodeId;

audit::SequencedRow read_sequenced(const Row& row) {
  audit::SequencedRow out{.leaf = {.leaf = static_cast<std::uint64_t>(row.integer(0)),
                                   .event = row.uuid(1),
                                   .subject_n = row.opt_integer(2),
                                   .hash = read_hash(row, 3)},
                          .salt = row.opt_bytes(4)};
  if (!row.is_null(5)) out.row = read_sealed_row(row, 5);
  return out;
}

// The root of a complete subtree from the stored level below it.
Hash load_node(Connection& db, NodeId id) {
  const int below = id.level / 8 * 8;
  const auto from = static_cast<std::int64_t>(id.index << (id.level - below));
  const auto count = std::int64_t{1} << (id.level - below);
  const auto rows = below == 0
                        ? db.exec(sql::journal_load_leaf_hashes, {from, from + count})
                        : db.exec(sql::journal_load_stored_nodes, {below, from, from + count});
  audit::Edge edge;
  for (std::size_t i = 0; i < rows.size(); ++i) edge.push(read_hash(rows[i], 1));
  return edge.root();
}

}  // namespace

std::vector<audit::DroppedMonth> read_drops(Connection& db, bool unannounced_only) {
  std::vector<audit::DroppedMonth> out;
  const auto rows = db.exec(sql::journal_load_drops, {unannounced_only});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    out.push_back({.month = row.string(0),
                   .events = row.integer(1),
                   .first_leaf = row.integer(2),
                   .last_leaf = row.integer(3),
                   .head_size = static_cast<std::uint64_t>(row.integer(4)),
                   .head_root = row.is_null(5) ? audit::Hash{} : read_hash(row, 5)});
  }
  return out;
}

Task<std::vector<audit::SequencedRow>> JournalReader::load_leaves(std::uint64_t from,
                                                                  std::size_t limit) {
  co_return co_await pool_.run([from, limit](Connection& db) {
    std::vector<audit::SequencedRow> out;
    const auto rows = db.exec(sql::journal_load_leaves,
                              {static_cast<std::int64_t>(from), static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_sequenced(rows[i]));
    return out;
  });
}

Task<std::vector<audit::ChainedRow>> JournalReader::load_chain(const Uuid& boot, std::int64_t after,
                                                               std::size_t limit) {
  co_return co_await pool_.run([&boot, after, limit](Connection& db) {
    std::vector<audit::ChainedRow> out;
    const auto rows =
        db.exec(sql::journal_load_chain, {boot, after, static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.push_back({.row = read_sealed_row(rows[i]), .sequenced = rows[i].boolean(9)});
    }
    return out;
  });
}

Task<std::vector<audit::SignedHead>> JournalReader::load_heads(std::uint64_t from,
                                                               std::size_t limit) {
  co_return co_await pool_.run([from, limit](Connection& db) {
    std::vector<audit::SignedHead> out;
    const auto rows = db.exec(sql::journal_load_heads,
                              {static_cast<std::int64_t>(from), static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_head(rows[i]));
    return out;
  });
}

Task<std::vector<audit::HeadKey>> JournalReader::load_public_keys() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<audit::HeadKey> out;
    const auto rows = db.exec(sql::journal_load_public_keys);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      // A key that cannot be read verifies nothing: its heads become findings.
      if (auto key = crypto::Key::from_public_der(rows[i].bytes(1))) {
        out.push_back({.kid = rows[i].string(0), .key = std::move(*key)});
      }
    }
    return out;
  });
}

Task<std::set<std::string>> JournalReader::load_months() {
  co_return co_await pool_.run([](Connection& db) {
    std::set<std::string> out;
    const auto rows = db.exec(sql::journal_load_months);
    for (std::size_t i = 0; i < rows.size(); ++i) out.insert(rows[i].string(0));
    return out;
  });
}

Task<std::vector<audit::DroppedMonth>> JournalReader::load_drops() {
  co_return co_await pool_.run([](Connection& db) { return read_drops(db, false); });
}

Task<std::map<NodeId, Hash>> JournalReader::load_nodes(const std::vector<NodeId>& ids) {
  co_return co_await pool_.run([&ids](Connection& db) {
    std::map<NodeId, Hash> out;
    for (const auto& id : ids) out.emplace(id, load_node(db, id));
    return out;
  });
}

namespace {

std::vector<audit::SealedRow> read_rows(const Rows& rows) {
  std::vector<audit::SealedRow> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_sealed_row(rows[i]));
  return out;
}

// Ids carry the millisecond of their event (RFC 9562 5.7), so that a time narrows them; a clock
// that was set back in between is forgiven a minute.
std::optional<Uuid> id_bound(const std::optional<TimePoint>& time, Duration grace) {
  if (!time) return std::nullopt;
  const auto since = std::chrono::floor<milliseconds>(*time + grace).time_since_epoch().count();
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(since, 0));
  Uuid id;
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  return id;
}

}  // namespace

Task<std::vector<audit::SealedRow>> JournalReader::find_events(const audit::EventQuery& query) {
  std::optional<std::vector<std::string>> families;
  if (!query.families.empty()) families = query.families;
  const std::vector<Param> params{query.type_prefix,
                                  query.actor,
                                  query.subject,
                                  query.from,
                                  query.until,
                                  query.before,
                                  static_cast<std::int64_t>(query.limit),
                                  id_bound(query.from, -minutes(1)),
                                  id_bound(query.until, minutes(1)),
                                  families};
  // Somebody's events are found by him; else those of one kind by their types.
  const bool by_type = !query.type_prefix.empty() && !query.actor && !query.subject;
  co_return co_await pool_.run([&](Connection& db) {
    return read_rows(
        db.exec(by_type ? sql::journal_find_events_of_type : sql::journal_find_events, params));
  });
}

Task<std::vector<audit::SealedRow>> JournalReader::find_history(const audit::HistoryQuery& query) {
  co_return co_await pool_.run([&query](Connection& db) {
    return read_rows(
        db.exec(sql::journal_find_history, {query.object_type, query.object_id, query.before,
                                            static_cast<std::int64_t>(query.limit)}));
  });
}

}  // namespace tessera::store::postgres
