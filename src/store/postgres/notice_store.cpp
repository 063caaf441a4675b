#include "store/postgres/notice_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {

Task<> NoticeStore::save(std::vector<audit::Event> events, std::vector<OutboxMessage> messages,
                         TimePoint now) {
  const MessageColumns columns(messages, now);
  auto job = [&](Connection& db) {
    const auto sealed = journal_.seal(std::move(events));
    db.exec(sql::outbox_insert_with_events,
            {journal_param(sealed->rows()), now, columns.ids, columns.kinds,
             bytes_array(columns.payloads), columns.dues});
    sealed->committed();
  };
  co_await pool_.run(job);
}

}  // namespace tessera::store::postgres
