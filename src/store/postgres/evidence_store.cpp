#include "store/postgres/evidence_store.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

std::optional<Bytes> first_bytes(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return rows[0].bytes(0);
}

}  // namespace

Task<bool> EvidenceStore::begin(const enrol::Evidence& evidence, const Bytes& wrapped_key) {
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::evidence_begin,
                    {evidence.id, evidence.application, wrapped_key, evidence.document_type,
                     evidence.uploaded, enrol::kEvidencePerApplication})
                .empty();
  });
}

Task<> EvidenceStore::append(const Uuid& id, int n, const Bytes& box) {
  co_await pool_.run(
      [&](Connection& db) { (void)db.exec(sql::evidence_append_chunk, {id, n, box}); });
}

Task<bool> EvidenceStore::finish(const enrol::Evidence& evidence,
                                 std::vector<audit::Event> events) {
  const auto sealed = journal_.seal(std::move(events));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::evidence_finish,
                    {journal_param(sealed->rows()), evidence.id, evidence.media_type, evidence.size,
                     evidence.digest, evidence.scan})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> EvidenceStore::remove(const Uuid& id, const Uuid& application,
                                 std::vector<audit::Event> events) {
  const auto sealed = journal_.seal(std::move(events));
  const bool gone = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::evidence_remove, {journal_param(sealed->rows()), id, application}).empty();
  });
  if (gone) sealed->committed();
  co_return gone;
}

Task<std::vector<enrol::Evidence>> EvidenceStore::list(const Uuid& application) {
  const auto rows = co_await pool_.run(
      [&](Connection& db) { return db.exec(sql::evidence_list, {application}); });
  std::vector<enrol::Evidence> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    out.push_back({row.uuid(0), row.uuid(1), row.string(2), row.string(3), row.integer(4),
                   row.bytes(5), row.string(6), row.time(7), row.boolean(8)});
  }
  co_return out;
}

Task<std::optional<Bytes>> EvidenceStore::load_key(const Uuid& id) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first_bytes(db.exec(sql::evidence_load_key, {id})); });
}

Task<std::optional<Bytes>> EvidenceStore::load_chunk(const Uuid& id, int n) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first_bytes(db.exec(sql::evidence_load_chunk, {id, n})); });
}

Task<int> EvidenceStore::remove_abandoned(TimePoint before) {
  co_return co_await pool_.run([&](Connection& db) {
    return static_cast<int>(db.exec(sql::evidence_remove_abandoned, {before})[0].integer(0));
  });
}

}  // namespace tessera::store::postgres
