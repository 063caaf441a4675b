// What sessions need of the stores (docs/adr/0010): the row in PostgreSQL is the truth, the record
// in Redis is what requests read. Only a hash of the cookie's secret is ever stored.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn {

struct SessionRecord {
  Session session;
  Bytes secret_hash;         // SHA-256 of the cookie's secret
  std::int64_t version = 1;  // grows with each rotation; a newer record replaces an older one
  bool staff = false;        // held by a civil servant in office: stricter limits
  Duration idle{};           // idle limit
  bool ended = false;
  // session.acr is the level that was reached; `gap`, the longest rest since, says with the time
  // what is left of it. top_idle: the idle limit of that level; rests are measured as finely.
  Duration gap{};
  Duration top_idle{};
};

// One session to end, with what goes into the same commit.
struct SessionEnd {
  Uuid session;
  Uuid person;
  std::string reason;
  audit::Event event;                       // session.revoked or session.expired
  OutboxMessage message;                    // kind "session_ended"
  std::vector<OutboxMessage> notices = {};  // to the person
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;
  [[nodiscard]] virtual Task<std::optional<SessionRecord>> load(const Uuid& session) = 0;
  // Within their overall limit and not ended, or ended within the last hour; the one seen last
  // first.
  [[nodiscard]] virtual Task<std::vector<SessionRecord>> list(const Uuid& person,
                                                              TimePoint now) = 0;
  // Not ended, and past their limits by the row's own measure; at most 100.
  [[nodiscard]] virtual Task<std::vector<SessionRecord>> list_lapsed(TimePoint now) = 0;
  // One commit per session; returns those that this call ended (of the right person and not ended
  // yet).
  [[nodiscard]] virtual Task<std::vector<Uuid>> end(std::vector<SessionEnd> ends,
                                                    TimePoint now) = 0;
  // Moves last_seen forward, and the longest rest.
  [[nodiscard]] virtual Task<> touch(const Uuid& session, TimePoint seen, Duration gap) = 0;
  // A new secret and version; the record as it is then. nullopt: ended, or another person's.
  [[nodiscard]] virtual Task<std::optional<SessionRecord>> rotate(const Uuid& session,
                                                                  const Uuid& person,
                                                                  Bytes secret_hash) = 0;
  // What was issued earlier is refused: set by a restore. The epoch if it was never set.
  [[nodiscard]] virtual Task<TimePoint> issue_not_before() = 0;
};

class SessionCache {
 public:
  virtual ~SessionCache() = default;

  enum class State { miss, live, ended, idle, other_secret };
  struct Answer {
    State state = State::miss;
    std::optional<SessionRecord> record;  // only for live
    bool touch_due = false;  // the durable last_seen lags by more than top_idle / kTouchPart
  };
  // One round trip each. load compares the hash and refreshes last_seen; peek does neither. The
  // record's gap includes the rest that ends now.
  [[nodiscard]] virtual Task<Answer> load(const Uuid& session, BytesView secret_hash,
                                          TimePoint now) = 0;
  [[nodiscard]] virtual Task<Answer> peek(const Uuid& session, TimePoint now) = 0;
  // Stores unless a newer version or a tombstone is there; false then.
  [[nodiscard]] virtual Task<bool> put(const SessionRecord& record, TimePoint now) = 0;
  // Forgets a record, but no tombstone: the row decides next.
  [[nodiscard]] virtual Task<> drop(const Uuid& session) = 0;
  // Replaces the records by tombstones that no put overwrites.
  [[nodiscard]] virtual Task<> bury(std::span<const Uuid> sessions) = 0;
};

// The durable last_seen may lag by idle limit / kTouchPart; a record read back gets that much
// grace.
inline constexpr int kTouchPart = 12;

}  // namespace tessera::authn
