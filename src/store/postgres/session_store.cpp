#include "store/postgres/session_store.hpp"

#include <tessera/authn/proof_json.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

authn::SessionRecord read_record(const Row& row) {
  authn::SessionRecord record;
  auto& s = record.session;
  s.id = row.uuid(0);
  record.secret_hash = row.bytes(1);
  record.version = row.integer(2);
  s.person = row.uuid(3);
  record.staff = row.boolean(4);
  s.acr = parse_acr(row.text(5)).value_or(Acr::none);
  s.amr = row.texts(6);
  s.auth_time = row.time(7);
  s.created = row.time(8);
  s.last_seen = row.time(9);
  s.expires = row.time(10);
  record.idle = seconds{row.integer(11)};
  s.user_agent = row.string(12);
  s.address_class = row.string(13);
  record.ended = row.boolean(14);
  s.proofs = authn::parse_proofs(row.text(15));
  record.gap = seconds{row.integer(16)};
  s.place = row.string(17);
  return record;
}

std::vector<authn::SessionRecord> read_records(const Rows& rows) {
  std::vector<authn::SessionRecord> records;
  for (std::size_t i = 0; i < rows.size(); ++i) records.push_back(read_record(rows[i]));
  return records;
}

// One commit; whether this call ended it.
bool end_one(Connection& db, audit::Journal& journal, const authn::SessionEnd& end, TimePoint now) {
  const auto sealed = journal.seal({end.event});
  auto all = end.notices;
  all.push_back(end.message);
  const MessageColumns messages(all, now);
  const auto rows =
      db.exec(sql::session_end,
              {journal_param(sealed->rows()), end.session, end.person, now, end.reason,
               messages.ids, messages.kinds, bytes_array(messages.payloads), messages.dues});
  if (rows.empty()) return false;
  sealed->committed();
  return true;
}

}  // namespace

Task<std::optional<authn::SessionRecord>> SessionStore::load(const Uuid& session) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::SessionRecord> {
    const auto rows = db.exec(sql::session_load, {session});
    if (rows.empty()) return std::nullopt;
    return read_record(rows[0]);
  });
}

Task<std::vector<authn::SessionRecord>> SessionStore::list(const Uuid& person, TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return read_records(db.exec(sql::session_list, {person, now})); });
}

Task<std::vector<authn::SessionRecord>> SessionStore::list_lapsed(TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return read_records(db.exec(sql::session_list_lapsed, {now})); });
}

Task<std::vector<Uuid>> SessionStore::end(std::vector<authn::SessionEnd> ends, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<Uuid> ended;
    for (const auto& end : ends) {
      if (end_one(db, journal_, end, now)) ended.push_back(end.session);
    }
    return ended;
  });
}

Task<> SessionStore::touch(const Uuid& session, TimePoint seen, Duration gap) {
  const auto rested = std::chrono::duration_cast<seconds>(gap).count();
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::session_touch, {session, seen, static_cast<std::int64_t>(rested)});
  });
}

Task<std::optional<authn::SessionRecord>> SessionStore::rotate(const Uuid& session,
                                                               const Uuid& person,
                                                               Bytes secret_hash) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::SessionRecord> {
    const auto rows = db.exec(sql::session_rotate, {session, person, secret_hash});
    if (rows.empty()) return std::nullopt;
    return read_record(rows[0]);
  });
}

Task<TimePoint> SessionStore::issue_not_before() {
  co_return co_await pool_.run([](Connection& db) {
    const auto rows = db.exec(sql::session_issue_not_before);
    return rows.empty() ? TimePoint{} : rows[0].time(0);
  });
}

}  // namespace tessera::store::postgres
