#include "store/postgres/passkey_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {

Task<> PasskeyStore::mark_cloned(const Uuid& authenticator, audit::Event event,
                                 std::vector<OutboxMessage> notices, TimePoint now) {
  const MessageColumns m(notices, now);
  const auto sealed = journal_.seal({std::move(event)});
  const bool marked = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::passkey_mark_cloned, {journal_param(sealed->rows()), authenticator, m.ids,
                                               m.kinds, bytes_array(m.payloads), m.dues, now})
                .empty();
  });
  if (marked) sealed->committed();
}

Task<> PasskeyStore::note(audit::Event event) {
  co_await journal_.append_one(std::move(event));
}

Task<std::int64_t> PasskeyStore::keep_metadata(std::int64_t number, TimePoint next_update,
                                               TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    return db.exec(sql::passkey_keep_metadata, {number, next_update, now})[0].integer(0);
  });
}

std::optional<KeptMetadata> load_metadata(Connection& connection) {
  const auto rows = connection.exec(sql::passkey_load_metadata);
  if (rows.empty()) return std::nullopt;
  return KeptMetadata{.number = rows[0].integer(0), .read = rows[0].time(1)};
}

}  // namespace tessera::store::postgres
