// The rules of sessions as plain functions (requirements 4.1, 4.6).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/session_store.hpp>

namespace tessera::authn {

struct SessionLimits {
  Duration idle;
  Duration overall;
};
// aal1: 24 h and 7 days; aal2: 1 h and 24 h; a civil servant in office: 30 min and 12 h; aal3: 15
// min and 12 h.
[[nodiscard]] SessionLimits limits_of(Acr acr, bool staff);

// Sessions one person may hold at once.
[[nodiscard]] std::size_t concurrent_limit(bool staff);

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
