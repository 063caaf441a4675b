// The rules of sessions as plain functions (requirements 4.1, 4.6).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/session_policy.hpp>
#include <tessera/authn/session_store.hpp>

namespace tessera::authn {

// Of a level, and of civil servants in office the stricter of both.
[[nodiscard]] SessionLimits limits_of(Acr acr, bool staff, const SessionPolicy& policy = {});

// The highest level, not above `reached`, that neither its age nor the longest rest has ended.
[[nodiscard]] Acr decide_live_level(Acr reached, TimePoint auth_time, Duration gap, bool staff,
                                    TimePoint now, const SessionPolicy& policy = {});
// The level at which one proof resumes the session: it rested too long, its age has not passed, and
// it is below aal3, which is proven anew (SP 800-63B-4 2.2.3, 2.3.3). none: nothing to resume.
[[nodiscard]] Acr decide_resumable(Acr reached, TimePoint auth_time, Duration gap, bool staff,
                                   TimePoint now, const SessionPolicy& policy = {});
// The session as it is now: level and what may be resumed.
[[nodiscard]] Session present_session(const SessionRecord& record, TimePoint now,
                                      const SessionPolicy& policy = {});

// Sessions one person may hold at once.
[[nodiscard]] std::size_t concurrent_limit(bool staff, const SessionPolicy& policy = {});

// Is a session that was seen last at session.last_seen live now? grace widens the idle limit only.
[[nodiscard]] bool is_within_limits(const SessionRecord& record, TimePoint now,
                                    Duration grace = {});

// Those to end so that at most `limit` remain, the ones idle for longest; `keep` is never among
// them.
[[nodiscard]] std::vector<Uuid> decide_surplus(std::span<const SessionRecord> live,
                                               std::size_t limit, const Uuid& keep, TimePoint now);

// "Firefox on Linux", or "" if neither is recognised: what a session list may say.
[[nodiscard]] std::string describe_user_agent(std::string_view user_agent);

}  // namespace tessera::authn
