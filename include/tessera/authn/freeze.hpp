// A frozen account: nobody signs in, no token is issued, until it is lifted (R65,
// requirements 4.6). The person freezes it, or whoever got a notice says "this was not me"; that
// opens a case, and then only recovery or staff lift it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/notices.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

// proven: the person recovered the account; released: staff did, with a reason.
enum class CaseOutcome { proven, released };
[[nodiscard]] std::string_view to_string(CaseOutcome outcome);
[[nodiscard]] std::optional<CaseOutcome> parse_case_outcome(std::string_view word);

struct CaseStep {
  Uuid id;
  TimePoint time;
  std::string action;         // reported, noted, proven, released
  std::optional<Uuid> actor;  // of staff
  std::optional<NoticeKind> notice;
  std::optional<Uuid> authenticator;  // that was suspended
  std::string note;                   // of staff
};

struct AccountCase {
  Uuid id;
  Uuid person;
  TimePoint opened;
  std::optional<TimePoint> closed;
  std::optional<CaseOutcome> outcome;
  std::vector<CaseStep> steps;  // only of one that was loaded by itself
};

// What the page of a link shows: nothing about the person.
struct NoticeLink {
  NoticeKind kind = NoticeKind::new_device;
  TimePoint happened;
  bool used = false;
};

class FreezeService {
 public:
  virtual ~FreezeService() = default;

  // nullopt: no such link, or it is over.
  [[nodiscard]] virtual Task<std::optional<NoticeLink>> look(std::string_view token,
                                                             TimePoint now) = 0;
  // Freezes, suspends the authenticator that the notice names, ends sessions and tokens, opens a
  // case or adds to the open one: one commit, once per link; again is no error. Errc::gone
  // "notice.link".
  [[nodiscard]] virtual Task<Result<void>> repudiate(std::string_view token,
                                                     const RequestContext& context) = 0;

  // The person's own wish; until: lifted by itself then, at most a year ahead. Errc::invalid
  // "freeze.until", Errc::conflict "freeze.state".
  [[nodiscard]] virtual Task<Result<void>> freeze(const Uuid& person,
                                                  std::optional<TimePoint> until,
                                                  const RequestContext& context) = 0;
  // The end of it, by the ticket of a sign-in with a second factor or a saved code
  // (SignInService). binding: of the browser that it was given to. Errc::gone "freeze.ticket";
  // Errc::conflict "freeze.case": a case holds the account, or it is not frozen.
  [[nodiscard]] virtual Task<Result<void>> unfreeze(std::string_view ticket,
                                                    std::string_view binding,
                                                    const RequestContext& context) = 0;
  // After recovery was done by the rules, which prove the person: lifts the freeze of that time
  // (Person::freeze->since) and closes the case. Freezing cancels the recoveries that began before.
  // False if there was nothing to lift, or another freeze came since.
  [[nodiscard]] virtual Task<bool> recovered(const Uuid& person, TimePoint since,
                                             const RequestContext& context) = 0;

  // For the desk of staff, which has decided before. Oldest first.
  [[nodiscard]] virtual Task<std::vector<AccountCase>> open_cases(std::optional<Uuid> after,
                                                                  int limit) = 0;
  [[nodiscard]] virtual Task<std::optional<AccountCase>> find_case(const Uuid& id) = 0;
  // note: 1 to 500 characters, plain. Errc::invalid "case.note"; Errc::conflict "case.closed".
  [[nodiscard]] virtual Task<Result<void>> add_note(const Uuid& id, std::string note,
                                                    const people::ActingAs& by,
                                                    const RequestContext& context) = 0;
  // Lifts the freeze and closes the case; what was suspended stays so.
  [[nodiscard]] virtual Task<Result<void>> release(const Uuid& id, std::string note,
                                                   const people::ActingAs& by,
                                                   const RequestContext& context) = 0;

  // Job, any node, every minute: lifts what was frozen until now. Returns how many.
  [[nodiscard]] virtual Task<int> lift_due(TimePoint now) = 0;
};

}  // namespace tessera::authn
