#include "store/postgres/drop_announcer.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/journal_rows.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

audit::Event drop_event(const audit::DroppedMonth& drop, const RequestContext& context) {
  auto event = audit::make_event("journal.month_dropped", context);
  event.actor_kind = "system";
  event.object_type = "journal_month";
  event.object_id = drop.month;
  event.details["events"] = drop.events;
  event.details["first_leaf"] = drop.first_leaf;
  event.details["last_leaf"] = drop.last_leaf;
  return event;
}

}  // namespace

Task<int> DropAnnouncer::run(const RequestContext& context) {
  int announced = 0;
  for (const auto& drop : co_await pool_.run([](Connection& db) { return read_drops(db, true); })) {
    const auto sealed = seal_one(journal_, drop_event(drop, context));
    const bool mine = co_await pool_.run([&](Connection& db) {
      return !db.exec(sql::journal_announce_drop,
                      {journal_param(sealed->rows()), drop.month, context.received})
                  .empty();
    });
    if (!mine) continue;
    sealed->committed();
    ++announced;
  }
  co_return announced;
}

}  // namespace tessera::store::postgres
