#include "authn/sessions/sessions.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>

#include "authn/sessions/session_cookie.hpp"
#include "authn/sessions/session_rules.hpp"

namespace tessera::authn {
namespace {

// The reason of an end by the link of a notice.
constexpr std::string_view kRepudiated = "repudiated";

// A restore is followed by a restart, so this only bounds how long a node that was left running
// lags.
constexpr seconds kNotBeforeAge{30};

// How far a row may lag: rests are written as finely as the highest level needs it.
Duration grace_of(const SessionRecord& record) {
  return record.top_idle / kTouchPart;
}

}  // namespace

Task<std::optional<Session>> Sessions::load(std::string_view cookie, TimePoint now) {
  const auto key = parse_session_cookie(cookie, *keys_.get());
  if (!key) co_return std::nullopt;
  auto answer = co_await cache_.load(key->session, key->secret_hash, now);
  const bool ask_row = answer.state == SessionCache::State::miss ||
                       answer.state == SessionCache::State::other_secret;
  if (answer.state == SessionCache::State::idle) co_await end_idle(key->session, now);
  if (!ask_row) co_return co_await accept(std::move(answer), now);
  // Not in Redis, or Redis has the secret of another rotation: the row decides.
  auto row = co_await read_back(key->session, now);
  if (!row || !equal_in_constant_time(row->secret_hash, key->secret_hash)) co_return std::nullopt;
  row->gap = std::max(row->gap, now - row->session.last_seen - grace_of(*row));
  row->session.last_seen = now;
  if (!co_await cache_.put(*row, now)) {
    // Ended, or written by a parallel request, meanwhile.
    answer = co_await cache_.load(key->session, key->secret_hash, now);
    co_return co_await accept(std::move(answer), now);
  }
  if (!co_await is_issued_in_time(row->session, now)) co_return std::nullopt;
  co_return present_session(*row, now, policy_);
}

// A session that was found idle is over for good, whatever becomes of Redis.
Task<> Sessions::end_idle(const Uuid& session, TimePoint now) {
  try {
    const auto row = co_await store_.load(session);
    if (row && !row->ended) static_cast<void>(co_await expire(*row, now));
  } catch (const Unavailable& away) {
    runtime::log(runtime::Level::warn, "session.expire_failed", {{"backend", away.backend()}});
  }
}

Task<bool> Sessions::expire(const SessionRecord& row, TimePoint now) {
  RequestContext nobodys;  // the system acts
  nobodys.received = now;
  nobodys.request_id = make_uuid7(now, random_);
  std::vector<SessionEnd> ends;
  ends.push_back(make_end(row.session.id, row.session.person, "expired", nobodys));
  ends.back().event.type = "session.expired";
  const auto ended = co_await end_and_bury(std::move(ends), {}, now);
  co_return !ended.empty();
}

Task<int> Sessions::end_lapsed(TimePoint now) {
  int ended = 0;
  for (const auto& row : co_await store_.list_lapsed(now)) {
    const auto answer = co_await cache_.peek(row.session.id, now);
    if (answer.state == SessionCache::State::live) {  // the row lags more than it should
      co_await store_.touch(row.session.id, answer.record->session.last_seen, answer.record->gap);
    } else if (co_await expire(row, now)) {
      ++ended;
    }
  }
  co_return ended;
}

Task<std::optional<Session>> Sessions::accept(SessionCache::Answer answer, TimePoint now) {
  if (answer.state != SessionCache::State::live || !answer.record) co_return std::nullopt;
  const auto session = present_session(*answer.record, now, policy_);
  if (!co_await is_issued_in_time(session, now)) co_return std::nullopt;
  if (answer.touch_due) {
    try {
      co_await store_.touch(session.id, now, answer.record->gap);
    } catch (const Unavailable& away) {
      runtime::log(runtime::Level::warn, "session.touch_failed", {{"backend", away.backend()}});
    }
  }
  co_return session;
}

Task<bool> Sessions::is_live(const Uuid& session, TimePoint now) {
  const auto answer = co_await cache_.peek(session, now);
  if (answer.state == SessionCache::State::live)
    co_return co_await is_issued_in_time(answer.record->session, now);
  if (answer.state != SessionCache::State::miss) co_return false;
  const auto row = co_await read_back(session, now);
  if (!row || !co_await is_issued_in_time(row->session, now)) co_return false;
  if (co_await cache_.put(*row, now)) co_return true;
  co_return (co_await cache_.peek(session, now)).state == SessionCache::State::live;
}

Task<std::optional<SessionRecord>> Sessions::read_back(const Uuid& session, TimePoint now) {
  auto row = co_await store_.load(session);
  if (row) row->top_idle = limits_of(row->session.acr, row->staff, policy_).idle;
  if (!row || row->ended || !is_within_limits(*row, now, grace_of(*row))) co_return std::nullopt;
  co_return row;
}

Task<bool> Sessions::is_issued_in_time(const Session& session, TimePoint now) {
  co_return session.created >= co_await issue_not_before(now);
}

Task<TimePoint> Sessions::issue_not_before(TimePoint now) {
  const auto age = now.time_since_epoch().count() - not_before_read_.load();
  const bool known = not_before_read_.load() >= 0;
  if (!known || age > Duration(kNotBeforeAge).count() || age < 0) {
    try {
      const auto read = co_await store_.issue_not_before();
      not_before_.store(read.time_since_epoch().count());
      not_before_read_.store(now.time_since_epoch().count());
    } catch (const Unavailable&) {
      if (!known) throw;  // a mark that was never read could be there
    }
  }
  co_return TimePoint{Duration{not_before_.load()}};
}

Task<std::vector<Session>> Sessions::list(const Uuid& person) {
  std::vector<Session> live;
  const auto now = clock_.now();
  for (auto& record : co_await store_.list(person, now)) {
    record.top_idle = limits_of(record.session.acr, record.staff, policy_).idle;
    if (!record.ended && is_within_limits(record, now, grace_of(record)))
      live.push_back(present_session(record, now, policy_));
  }
  co_return live;
}

SessionEnd Sessions::make_end(const Uuid& session, const Uuid& person, const std::string& reason,
                              const RequestContext& context) {
  const bool by_person = !context.address.empty();
  SessionEnd end{.session = session, .person = person, .reason = reason};
  end.event = audit::make_event("session.revoked", context);
  // Whoever has the link of a notice need not be the person.
  const bool by_link = reason == kRepudiated;
  end.event.actor_kind = by_link ? "anonymous" : by_person ? "person" : "system";
  if (by_person && !by_link) end.event.actor = person;
  end.event.subject = person;
  end.event.object_type = "session";
  end.event.object_id = to_string(session);
  end.event.reason = reason;
  const boost::json::object payload{
      {"session", to_string(session)}, {"person", to_string(person)}, {"reason", reason}};
  end.message = {make_uuid7(context.received, random_), "session_ended",
                 to_bytes(boost::json::serialize(payload)), std::nullopt};
  return end;
}

Task<std::vector<Uuid>> Sessions::end_and_bury(std::vector<SessionEnd> ends,
                                               std::vector<Uuid> ended_before, TimePoint now) {
  auto graves = std::move(ended_before);
  for (const auto& end : ends) graves.push_back(end.session);
  std::vector<Uuid> ended;
  if (!ends.empty()) ended = co_await store_.end(std::move(ends), now);
  if (!graves.empty()) co_await cache_.bury(graves);
  co_return ended;
}

Task<bool> Sessions::end(const Uuid& session, const Uuid& person, std::string reason,
                         const RequestContext& context) {
  const auto row = co_await store_.load(session);
  if (!row || row->session.person != person) co_return false;
  std::vector<SessionEnd> ends;
  std::vector<Uuid> ended_before;  // whose tombstone may have failed: it is set again
  if (row->ended) {
    ended_before.push_back(session);
  } else {
    ends.push_back(make_end(session, person, reason, context));
  }
  const auto ended =
      co_await end_and_bury(std::move(ends), std::move(ended_before), context.received);
  co_return !ended.empty();
}

Task<int> Sessions::end_all(const Uuid& person, std::optional<Uuid> except, std::string reason,
                            const RequestContext& context) {
  co_return co_await end_matching(person, false, except, std::move(reason), context);
}

Task<int> Sessions::end_by_staff(const Uuid& person, std::optional<Uuid> only, EndedByStaff by,
                                 const RequestContext& context) {
  std::vector<SessionEnd> ends;
  std::vector<Uuid> ended_before;
  for (const auto& record : co_await store_.list(person, context.received)) {
    const auto& id = record.session.id;
    if (only && id != *only) continue;
    if (record.ended) {
      ended_before.push_back(id);
      continue;
    }
    auto end = make_end(id, person, "ended_by_staff", context);
    end.event.actor = by.by.id;
    end.event.actor_kind = by.by.kind;
    end.event.actor_role = by.by.role;
    end.event.purpose = by.by.purpose;
    end.event.details["reference"] = by.reference;
    if (ends.empty()) end.notices = std::move(by.notices);
    ends.push_back(std::move(end));
  }
  const auto ended =
      co_await end_and_bury(std::move(ends), std::move(ended_before), context.received);
  co_return static_cast<int>(ended.size());
}

Task<int> Sessions::end_matching(const Uuid& person, bool staff_only, std::optional<Uuid> except,
                                 std::string reason, const RequestContext& context) {
  std::vector<SessionEnd> ends;
  std::vector<Uuid> ended_before;
  for (const auto& record : co_await store_.list(person, context.received)) {
    const auto& id = record.session.id;
    if (id == except || (staff_only && !record.staff)) continue;
    if (record.ended) {
      ended_before.push_back(id);
    } else {
      ends.push_back(make_end(id, person, reason, context));
    }
  }
  const auto ended =
      co_await end_and_bury(std::move(ends), std::move(ended_before), context.received);
  co_return static_cast<int>(ended.size());
}

Task<> Sessions::publish(const SessionRecord& record, TimePoint now) {
  try {
    static_cast<void>(co_await cache_.put(record, now));
  } catch (const Unavailable& away) {
    if (record.version > 1) throw;
    runtime::log(runtime::Level::warn, "session.publish_failed", {{"backend", away.backend()}});
  }
}

Task<> Sessions::retire(const Uuid& session) {
  co_await cache_.drop(session);
}

Task<std::optional<std::string>> Sessions::renew(const Session& session, TimePoint now) {
  const auto secret = make_session_secret(random_);
  co_await retire(session.id);
  auto row = co_await store_.rotate(session.id, session.person, hash_secret(secret));
  if (!row) co_return std::nullopt;
  row->top_idle = limits_of(row->session.acr, row->staff, policy_).idle;
  row->gap = std::max(row->gap, now - row->session.last_seen - grace_of(*row));
  row->session.last_seen = now;
  co_await publish(*row, now);
  co_return render_session_cookie(session.id, secret, *keys_.get());
}

Task<std::size_t> Sessions::limit_for(const SessionRecord& record, TimePoint now) {
  const bool privileged =
      record.staff && is_privileged_ && co_await is_privileged_(record.session.person, now);
  if (privileged) co_return policy_.privileged_sessions;
  co_return concurrent_limit(record.staff, policy_);
}

Task<> Sessions::end_surplus(const SessionRecord& keep, std::size_t limit,
                             const RequestContext& context) {
  const auto& mine = keep.session;
  const auto live = co_await store_.list(mine.person, context.received);
  std::vector<SessionEnd> ends;
  for (const auto& id : decide_surplus(live, limit, mine.id, context.received)) {
    ends.push_back(make_end(id, mine.person, "limit", context));
  }
  if (!ends.empty())
    static_cast<void>(co_await end_and_bury(std::move(ends), {}, context.received));
}

Task<> Sessions::bury(const Uuid& session) {
  const std::array ids{session};
  co_await cache_.bury(ids);
}

}  // namespace tessera::authn
