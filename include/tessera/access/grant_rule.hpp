// Who may give which role to whom: pure, over loaded facts (docs/adr/0026).
#pragma once

#include <string>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/base/assurance.hpp>
#include <tessera/base/error.hpp>

namespace tessera::access {

// What the store knows about a role grant that somebody wants to make.
struct GrantFacts {
  bool person_active = false;  // exists and is active
  bool person_staff = false;   // an affiliation that has not ended
  std::optional<TimePoint> staff_until;
  Ial person_ial = Ial::none;
  bool role_exists = false;
  bool role_has_power = false;  // a permission in its closure makes other people powerful
  bool unit_exists = false;
  std::vector<std::string>
      conflicts;                  // permissions that the person would hold together and may not
  RoleLimits limits;              // the strictest; of most_holders tells `full`
  int permission_approvals = 0;   // that its permissions ask for
  std::vector<std::string> full;  // roles that it holds which have as many holders as they may
  std::vector<std::string> unknown_purposes;
  std::vector<std::string> missing;  // courses that the role asks for and the person lacks today
  Ial least_ial = Ial::none;         // that the role asks for
};

// Errc::forbidden "access.denied" (what decide says, detail holds the reason), "role_grant.power"
// (only the system user gives a role that gives power); Errc::not_found "role.unknown",
// "unit.unknown", "person.unknown"; Errc::conflict "role_grant.not_staff", "role_grant.not_proofed"
// (IAL2, or what the role asks for, is needed), "role_grant.conflict" (separation of duties; the
// system user may, it is in the journal), "role_grant.training", "role_grant.holders"
// (cardinality), "role_grant.approval_needed" (it comes from an approved request; whoever asks);
// Errc::invalid "role_grant.period" (also longer than the role allows), "role_grant.purpose",
// "role_grant.reason".
[[nodiscard]] Result<void> decide_grant(const Actor& actor, const NewRoleGrant& grant,
                                        const GrantFacts& facts, TimePoint now);

// Approvers that a grant by this actor needs: what the role asks for, and what its permissions do
// unless the system user gives it.
[[nodiscard]] int approvals_needed(const Actor& actor, const GrantFacts& facts);

// What stands in the row: the end that the role allows if none was named.
[[nodiscard]] RoleGrant make_grant(const Uuid& id, const NewRoleGrant& wish,
                                   const std::optional<Uuid>& granted_by, const RoleLimits& limits,
                                   TimePoint now);

// A holder lets a deputy act for him, with a grant of his own that works now and is not delegated
// itself (depth 1). Errc::forbidden "delegation.not_mine", "delegation.not_delegable",
// "delegation.self", "role_grant.power"; Errc::invalid "delegation.wider" (unit, purposes or time);
// the errors of decide_grant about the deputy.
[[nodiscard]] Result<NewRoleGrant> decide_delegation(const Actor& actor, const NewDelegation& wish,
                                                     const GrantFacts& facts, TimePoint now);

// What the store knows about a role that somebody wants to make or change.
struct RoleFacts {
  std::vector<std::string> unknown;  // permissions or parents that do not exist
  bool has_power = false;
  std::vector<std::string>
      conflicts;  // permissions in its closure, or in an heir's, that may not be together
  std::vector<std::string> heirs;  // the roles that inherit from it
  // Holders of the role or of an heir who would then hold together what nobody may: the first ten,
  // "<person> (a + b)", and how many there are.
  std::vector<std::string> broken_holders;
  std::int64_t broken_count = 0;
  bool loosens = false;  // it would not inherit any more from a role that asks for more
  // Of the role and its heirs those which would gain a permission, are held or asked for, and need
  // approvals, now or then.
  std::vector<std::string> widened;
};
// Errc::forbidden "access.denied", "role.power", "role.held" (nobody changes a role that he holds,
// or one that his role inherits from), "role.loosened" (only the system user lets a role ask for
// less, or takes a parent away that asks for more); Errc::invalid "role.name", "role.title",
// "role.limits", "role.prerequisite", "role.unknown_permission"; Errc::conflict "role.builtin" (of
// such a role the system user sets limits and prerequisites), "role.conflict",
// "role.holder_conflict" (a present holder would break the separation of duties: his other grant is
// revoked first; for the system user too), "role.approved" (others approved grants of it as it is:
// nobody widens it). `current` is the role as it is, nullptr for a new one.
[[nodiscard]] Result<void> decide_role(const Actor& actor, const NewRole& role, const Role* current,
                                       const RoleFacts& facts, TimePoint now);

}  // namespace tessera::access
