#include "store/postgres/inbox_store.hpp"

#include "queries.hpp"

namespace tessera::store::postgres {
namespace {

authn::NoticeRow read_row(const Row& row) {
  return {.id = row.uuid(0),
          .person = row.uuid(1),
          .kind = authn::parse_notice_kind(row.text(2)).value_or(authn::NoticeKind::new_device),
          .happened = row.time(3),
          .facts = row.bytes(4),
          .authenticator = row.opt_uuid(5),
          .token_hash = row.is_null(6) ? Bytes{} : row.bytes(6),
          .token_expires = row.opt_time(7),
          .repudiated = row.opt_time(8),
          .read = row.opt_time(9)};
}

}  // namespace

Task<> InboxStore::add(const authn::NoticeRow& row) {
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::notice_add, {row.id, row.person, to_string(row.kind), row.happened, row.facts,
                              row.authenticator, row.token_hash, row.token_expires});
  });
}

Task<std::vector<authn::NoticeRow>> InboxStore::list(const Uuid& person, std::optional<Uuid> before,
                                                     int limit) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::notice_list, {person, before, limit});
    std::vector<authn::NoticeRow> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_row(rows[i]));
    return out;
  });
}

Task<int> InboxStore::count_unread(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) {
    return static_cast<int>(db.exec(sql::notice_count_unread, {person})[0].integer(0));
  });
}

Task<> InboxStore::mark_read(const Uuid& person, std::vector<Uuid> ids, TimePoint now) {
  co_await pool_.run([&](Connection& db) { db.exec(sql::notice_mark_read, {person, ids, now}); });
}

Task<std::optional<authn::NoticeRow>> InboxStore::find_token(BytesView token_hash) {
  const Bytes hash(token_hash.begin(), token_hash.end());
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::NoticeRow> {
    const auto rows = db.exec(sql::notice_find_token, {hash});
    if (rows.empty()) return std::nullopt;
    return read_row(rows[0]);
  });
}

Task<int> InboxStore::forget(TimePoint before) {
  co_return co_await pool_.run([&](Connection& db) {
    return static_cast<int>(db.exec(sql::notice_forget, {before})[0].integer(0));
  });
}

}  // namespace tessera::store::postgres
