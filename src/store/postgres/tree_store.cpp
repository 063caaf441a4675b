#include <stdexcept>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_rows.hpp"
#include "store/postgres/journal_store.hpp"

namespace tessera::store::postgres {
namespace {

using audit::Extension;
using audit::SealedRow;

std::vector<audit::SubjectState> load_subjects(Connection& db, const std::vector<SealedRow>& rows) {
  std::vector<Uuid> ids;
  for (const auto& row : rows) {
    if (row.subject) ids.push_back(*row.subject);
  }
  std::vector<audit::SubjectState> out;
  if (ids.empty()) return out;
  const auto found = db.exec(sql::journal_load_subjects, {ids});
  for (std::size_t i = 0; i < found.size(); ++i) {
    out.push_back({.subject = found[i].uuid(0),
                   .salt = found[i].opt_bytes(1),
                   .counter = found[i].integer(2)});
  }
  return out;
}

Bytes bytes_of(const audit::Hash& hash) {
  return {hash.begin(), hash.end()};
}

void save_leaves(Connection& db, const Extension& extension) {
  std::vector<std::string> leaves, subject_ns;
  std::vector<Uuid> events;
  std::vector<Bytes> hashes;
  for (const auto& leaf : extension.leaves) {
    leaves.push_back(std::to_string(leaf.leaf));
    events.push_back(leaf.event);
    subject_ns.push_back(std::to_string(leaf.subject_n.value_or(0)));
    hashes.push_back(bytes_of(leaf.hash));
  }
  db.exec(sql::journal_insert_leaves, {leaves, events, subject_ns, bytes_array(hashes)});
}

void save_nodes(Connection& db, const Extension& extension) {
  if (extension.nodes.empty()) return;
  std::vector<std::string> levels, indexes;
  std::vector<Bytes> hashes;
  for (const auto& node : extension.nodes) {
    levels.push_back(std::to_string(node.id.level));
    indexes.push_back(std::to_string(node.id.index));
    hashes.push_back(bytes_of(node.hash));
  }
  db.exec(sql::journal_insert_nodes, {levels, indexes, bytes_array(hashes)});
}

void save_subjects(Connection& db, const Extension& extension) {
  if (extension.subjects.empty()) return;
  std::vector<Uuid> ids;
  std::vector<Bytes> salts;
  std::vector<std::string> counters;
  for (const auto& subject : extension.subjects) {
    ids.push_back(subject.subject);
    salts.push_back(subject.salt.value_or(Bytes{}));
    counters.push_back(std::to_string(subject.counter));
  }
  db.exec(sql::journal_save_subjects, {ids, bytes_array(salts), counters});
}

void save(Connection& db, const Extension& extension, const std::string& horizon) {
  save_leaves(db, extension);
  save_nodes(db, extension);
  save_subjects(db, extension);
  const auto& head = extension.head;
  db.exec(sql::journal_save_tree,
          {static_cast<std::int64_t>(extension.tree.size()), extension.tree.encode(), horizon,
           bytes_of(head.head.root), head.head.time, head.kid, head.jws});
}

// nullopt: another sequencer holds the lock.
std::optional<std::size_t> extend_locked(Connection& db, std::size_t limit,
                                         const TreeStore::Grow& grow) {
  if (!db.exec(sql::journal_lock_tree)[0].boolean(0)) return std::nullopt;
  const auto loaded = db.exec(sql::journal_load_tree);
  const auto& state = loaded[0];
  auto tree = audit::Edge::decode(static_cast<std::uint64_t>(state.integer(0)), state.bytes(1));
  if (!tree) throw std::runtime_error("journal_tree: the edge does not fit the size");
  const auto horizon = state.string(3);
  const bool moved = state.boolean(4);
  const auto found = db.exec(sql::journal_load_unsequenced,
                             {state.string(2), horizon, static_cast<std::int64_t>(limit), moved});
  // With a full pass the rest of the same transaction may come in the next one.
  const bool full = found.size() == limit;
  if (found.empty()) return 0;
  std::vector<SealedRow> rows;
  for (std::size_t i = 0; i < found.size(); ++i) rows.push_back(read_sealed_row(found[i]));
  auto subjects = load_subjects(db, rows);
  const auto next = full ? (moved ? std::string("0") : found[found.size() - 1].string(9)) : horizon;
  save(db,
       grow({.tree = std::move(*tree), .rows = std::move(rows), .subjects = std::move(subjects)}),
       next);
  return found.size();
}

}  // namespace

Task<std::optional<std::size_t>> TreeStore::extend(std::size_t limit, Grow grow) {
  co_return co_await pool_.run([limit, &grow](Connection& db) {
    std::optional<std::size_t> count;
    db.transaction([&] { count = extend_locked(db, limit, grow); });
    return count;
  });
}

Task<std::vector<audit::StoredHeadKey>> TreeStore::load_head_keys() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<audit::StoredHeadKey> keys;
    const auto rows = db.exec(sql::journal_load_head_keys);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      keys.push_back({.kid = rows[i].string(0),
                      .private_box = rows[i].bytes(1),
                      .public_der = rows[i].bytes(2),
                      .created = rows[i].time(3)});
    }
    return keys;
  });
}

Task<> TreeStore::save_head_key(const audit::StoredHeadKey& key) {
  co_await pool_.run([&key](Connection& db) {
    db.exec(sql::journal_save_head_key, {key.kid, key.private_box, key.public_der, key.created});
  });
}

Task<std::optional<audit::SignedHead>> TreeStore::latest_head() {
  co_return co_await pool_.run([](Connection& db) -> std::optional<audit::SignedHead> {
    const auto rows = db.exec(sql::journal_latest_head);
    if (rows.empty()) return std::nullopt;
    return read_head(rows[0]);
  });
}

Task<std::vector<audit::Gap>> TreeStore::load_crash_gaps(TimePoint from, TimePoint until) {
  co_return co_await pool_.run([from, until](Connection& db) {
    std::vector<audit::Gap> gaps;
    const auto rows = db.exec(sql::journal_load_crash_gaps, {from, until});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      gaps.push_back({.boot = rows[i].uuid(0),
                      .first = rows[i].integer(1),
                      .last = rows[i].integer(2),
                      .before = rows[i].bytes(3),
                      .after = rows[i].bytes(4),
                      .time = rows[i].time(5)});
    }
    return gaps;
  });
}

}  // namespace tessera::store::postgres
