// Account interventions (requirements 4.4): what staff do to an account, and the end of it by what
// the person did. Whoever is suspended, blocked or asked for something has no session, no token and
// no grant of a portal from the answer on.
#pragma once

#include <string>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

class Interventions {
 public:
  virtual ~Interventions() = default;
  // The permission (people::permission_for) is the caller's duty. reference: the case or ticket,
  // which the person is told. Errc::not_found "person.unknown"; Errc::conflict
  // "intervention.step": the table has no such step; "person.changed". For staff the event may not
  // be reset_done, which is the person's alone: Errc::invalid "intervention.event".
  [[nodiscard]] virtual Task<Result<people::Person>> intervene(const Uuid& person,
                                                               people::InterventionEvent event,
                                                               std::string reference,
                                                               const people::ActingAs& by,
                                                               const RequestContext& context) = 0;
  // The person set a new password by the rules of recovery. False if nobody had asked for it.
  [[nodiscard]] virtual Task<bool> reset_done(const Uuid& person,
                                              const RequestContext& context) = 0;
};

}  // namespace tessera::authn
