// Messages whose cause is an event and no other row.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/oauth/pending_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class NoticeStore final : public oauth::NoticeStore {
 public:
  NoticeStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<> save(std::vector<audit::Event> events, std::vector<OutboxMessage> messages,
                            TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
