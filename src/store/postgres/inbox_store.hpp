// The inbox of notices.
#pragma once

#include <tessera/authn/notice_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the pool must outlive it.
class InboxStore final : public authn::NoticeStore {
 public:
  explicit InboxStore(Pool& pool) : pool_(pool) {}
  [[nodiscard]] Task<> add(const authn::NoticeRow& row) override;
  [[nodiscard]] Task<std::vector<authn::NoticeRow>> list(const Uuid& person,
                                                         std::optional<Uuid> before,
                                                         int limit) override;
  [[nodiscard]] Task<int> count_unread(const Uuid& person) override;
  [[nodiscard]] Task<> mark_read(const Uuid& person, std::vector<Uuid> ids, TimePoint now) override;
  [[nodiscard]] Task<std::optional<authn::NoticeRow>> find_token(BytesView token_hash) override;
  // Deletes some of those that happened before, none younger than 90 days; how many.
  [[nodiscard]] Task<int> forget(TimePoint before);

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
