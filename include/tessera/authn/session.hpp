// SSO sessions: an opaque 256-bit id in the __Host-session cookie, state in Redis, a durable row
// beside it (ADR 10; requirements 4.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/levels.hpp>
#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

inline constexpr std::string_view kSessionCookie = "__Host-session";

struct Session {
  Uuid id;  // public id: `sid` in tokens, session lists; not the cookie secret
  Uuid person;
  Acr acr = Acr::none;  // now: a level whose own limits passed has fallen back to a lower one
  std::vector<std::string> amr;
  TimePoint auth_time;  // of the last complete sign-in or re-authentication
  TimePoint created;
  TimePoint last_seen;
  TimePoint expires;       // overall limit
  std::string user_agent;  // coarse: "Firefox on Linux"
  std::string address_class;
  std::string place = {};          // coarse, or empty; only in lists
  std::vector<Proof> proofs = {};  // that it was made of
  // The level that rested too long and that one proof resumes (requirements 4.6); or none.
  Acr resumable = Acr::none;
};

// Who of the staff ends sessions, and why; written into the event of each.
struct EndedByStaff {
  people::ActingAs by;
  std::string reference;                    // case or ticket
  std::vector<OutboxMessage> notices = {};  // to the person, with the first session that ends
};

class SessionService {
 public:
  virtual ~SessionService() = default;

  // The live session of a cookie value. nullopt: none, unknown, ended, idle or over its limit (and
  // only then: a backend that is away throws Unavailable). Refreshes last_seen.
  [[nodiscard]] virtual Task<std::optional<Session>> load(std::string_view cookie,
                                                          TimePoint now) = 0;
  // Is this session live? What introspection, userinfo and refresh ask.
  [[nodiscard]] virtual Task<bool> is_live(const Uuid& session, TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::vector<Session>> list(const Uuid& person) = 0;
  // After the answer no request on any node is served by it. Writes the event and the session_ended
  // outbox message. False if it was not live or not this person's.
  [[nodiscard]] virtual Task<bool> end(const Uuid& session, const Uuid& person, std::string reason,
                                       const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<int> end_all(const Uuid& person, std::optional<Uuid> except,
                                          std::string reason, const RequestContext& context) = 0;
  // All live ones of the person, or only that one. Returns how many.
  [[nodiscard]] virtual Task<int> end_by_staff(const Uuid& person, std::optional<Uuid> only,
                                               EndedByStaff by, const RequestContext& context) = 0;
};

}  // namespace tessera::authn
