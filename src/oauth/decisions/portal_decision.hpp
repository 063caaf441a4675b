// What a portal is answered: access::decide over the roles of the person, for a permission of the
// portal's own. Pure.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/access/decision.hpp>
#include <tessera/oauth/client_directory.hpp>

#include "oauth/decisions/question.hpp"

namespace tessera::oauth {

struct PortalDecision {
  access::Outcome outcome = access::Outcome::deny;
  // For the portal: "not_registered", "no_permission", "outside_unit", "self", "not_assigned",
  // "not_owner", "step_up", "approval"; "" for a permit. Who is not known, not of the staff or
  // without a role is one and the same: "no_permission".
  std::string reason;
  Acr wanted = Acr::none;  // of a step-up
  [[nodiscard]] bool permits() const { return outcome == access::Outcome::allow; }
};

// The subject that the person is to this portal is question.subject; actor.acr is the level of the
// sign-in, Acr::none if nobody told.
[[nodiscard]] PortalDecision decide_for_portal(const access::Actor& actor,
                                               const ClientEntry& client, const Question& question,
                                               TimePoint now);
// AuthZEN 5.5, with what is to be done in the way of RFC 9470 3.
[[nodiscard]] boost::json::object to_json(const PortalDecision& decision);
// AuthZEN 7.2.1.
[[nodiscard]] boost::json::object to_json(const Error& error);

}  // namespace tessera::oauth
