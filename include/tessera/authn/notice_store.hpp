// What notices need of the database.
#pragma once

#include <optional>
#include <vector>

#include <tessera/authn/notices.hpp>
#include <tessera/base/bytes.hpp>

namespace tessera::authn {

struct NoticeRow {
  Uuid id;  // version 7, of the message that made it
  Uuid person;
  NoticeKind kind = NoticeKind::new_device;
  TimePoint happened;
  Bytes facts;  // sealed under the person's key
  std::optional<Uuid> authenticator;
  Bytes token_hash;  // SHA-256 of the link's token; empty: nothing to repudiate
  std::optional<TimePoint> token_expires;
  std::optional<TimePoint> repudiated;
  std::optional<TimePoint> read;
};

class NoticeStore {
 public:
  virtual ~NoticeStore() = default;
  // A row that is there already is left alone.
  [[nodiscard]] virtual Task<> add(const NoticeRow& row) = 0;
  // Newest first; before: keyset. At most `limit`.
  [[nodiscard]] virtual Task<std::vector<NoticeRow>> list(const Uuid& person,
                                                          std::optional<Uuid> before,
                                                          int limit) = 0;
  [[nodiscard]] virtual Task<int> count_unread(const Uuid& person) = 0;
  // Those of this person among ids; all if empty.
  [[nodiscard]] virtual Task<> mark_read(const Uuid& person, std::vector<Uuid> ids,
                                         TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<NoticeRow>> find_token(BytesView token_hash) = 0;
};

}  // namespace tessera::authn
