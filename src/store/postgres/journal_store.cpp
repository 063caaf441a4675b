#include "store/postgres/journal_store.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {

Task<> JournalStore::insert(std::span<const audit::SealedRow> rows) {
  co_await pool_.run(
      [rows](Connection& db) { db.exec(sql::journal_insert_events, {journal_param(rows)}); });
}

Task<> JournalStore::insert_void(std::span<const audit::SealedRow> rows) {
  co_await pool_.run(
      [rows](Connection& db) { db.exec(sql::journal_insert_void, {journal_param(rows)}); });
}

Task<> JournalStore::add_months(TimePoint now) {
  co_await pool_.run([now](Connection& db) { db.exec(sql::journal_add_months, {now}); });
}

}  // namespace tessera::store::postgres
