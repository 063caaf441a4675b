// Account interventions as administration sees them (requirements 4.4): decided, with the case or
// ticket.
#pragma once

#include <string>
#include <vector>

#include <tessera/authn/interventions.hpp>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

class InterventionDesk {
 public:
  explicit InterventionDesk(const AdminDeps& deps) : deps_(deps) {}
  // The permission of the event, in the person's unit; nobody's own account. Errc::precondition
  // "person.changed"; Errc::invalid "person.reference", and what the service says.
  [[nodiscard]] Task<Result<people::Person>> intervene(const access::Actor& actor,
                                                       const Uuid& person,
                                                       people::InterventionEvent event,
                                                       std::string reference,
                                                       std::optional<std::int64_t> version,
                                                       const RequestContext& context) const;

 private:
  const AdminDeps& deps_;
};

// What may happen to this account by this actor.
[[nodiscard]] std::vector<people::InterventionEvent> open_to(const access::Actor& actor,
                                                             const people::Person& person,
                                                             TimePoint now);

}  // namespace tessera::endpoints::admin
