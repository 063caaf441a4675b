#include <tessera/access/grant_rule.hpp>

#include <algorithm>

#include <boost/algorithm/string/join.hpp>

#include <tessera/access/scope.hpp>

#include "access/words.hpp"

namespace tessera::access {
namespace {

bool is_system(const Actor& actor) {
  return actor.kind == Actor::Kind::system;
}

// R33: whoever holds a role is a civil servant in service whose identity was proofed.
Result<void> check_person(const GrantFacts& facts) {
  if (!facts.person_active)
    return fail(Errc::not_found, "person.unknown", "There is no active person with this id.");
  if (!facts.person_staff)
    return fail(Errc::conflict, "role_grant.not_staff", "Roles are for civil servants in service.");
  if (facts.person_ial < std::max(Ial::ial2, facts.least_ial)) {
    return fail(Errc::conflict, "role_grant.not_proofed",
                "The person's identity is not proofed to the level that the role asks for.");
  }
  if (!facts.missing.empty()) {
    return fail(Errc::conflict, "role_grant.training",
                "The person has not completed: " + boost::algorithm::join(facts.missing, ", "));
  }
  return {};
}

Result<void> check_wish(const NewRoleGrant& wish, const GrantFacts& facts, TimePoint now) {
  const auto row = make_grant({}, wish, {}, facts.limits, now);
  if (*row.ends <= row.starts || *row.ends <= now) {
    return fail(Errc::invalid, "role_grant.period",
                "The end must come after the start and after now.");
  }
  if (*row.ends > row.starts + days{facts.limits.longest}) {
    return fail(Errc::invalid, "role_grant.period",
                "The role is granted for " + std::to_string(facts.limits.longest) +
                    " days at the longest.");
  }
  if (!facts.unknown_purposes.empty()) {
    return fail(Errc::invalid, "role_grant.purpose",
                "Unknown purposes: " + boost::algorithm::join(facts.unknown_purposes, ", "));
  }
  if (!is_reason(wish.reason))
    return fail(Errc::invalid, "role_grant.reason", "Say why, in 3 to 500 characters.");
  return {};
}

// R31, R37: what no grant may break, whoever gives it.
Result<void> check_role(const Actor& actor, const NewRoleGrant& wish, const GrantFacts& facts) {
  if (facts.role_has_power && !is_system(actor)) {
    return fail(Errc::forbidden, "role_grant.power",
                "A role that lets its holder give roles is granted by the system user only.");
  }
  if (!facts.conflicts.empty() && !is_system(actor)) {
    return fail(Errc::conflict, "role_grant.conflict",
                "These permissions may not be held together: " +
                    boost::algorithm::join(facts.conflicts, ", "));
  }
  if (!facts.full.empty()) {
    return fail(
        Errc::conflict, "role_grant.holders",
        "As many people as may hold it already: " + boost::algorithm::join(facts.full, ", "));
  }
  if (const int needed = approvals_needed(actor, facts); needed > 0 && !wish.request) {
    return fail(Errc::conflict, "role_grant.approval_needed",
                std::to_string(needed) + " people have to approve this grant.");
  }
  return {};
}

Result<void> check_known(const GrantFacts& facts) {
  if (!facts.role_exists) return fail(Errc::not_found, "role.unknown", "There is no such role.");
  if (!facts.unit_exists) return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  return {};
}

// The grant that is delegated, if it is the actor's own and works now.
const HeldRole* find_own(const Actor& actor, const Uuid& grant, TimePoint now) {
  const auto found = std::ranges::find(actor.roles, grant, &HeldRole::role_grant);
  if (found == actor.roles.end() || !fault_of(*found, actor, now).empty()) return nullptr;
  return &*found;
}

bool is_within(const NewRoleGrant& wish, const HeldRole& own, TimePoint now) {
  const auto holds = [&own](const auto& purpose) { return own.purposes.contains(purpose); };
  return own.unit_closure.contains(wish.unit) && std::ranges::all_of(wish.purposes, holds) &&
         wish.starts.value_or(now) >= own.starts &&
         (!own.ends || (wish.ends && *wish.ends <= *own.ends));
}

}  // namespace

int approvals_needed(const Actor& actor, const GrantFacts& facts) {
  return is_system(actor) ? facts.limits.approvals
                          : std::max(facts.limits.approvals, facts.permission_approvals);
}

RoleGrant make_grant(const Uuid& id, const NewRoleGrant& wish,
                     const std::optional<Uuid>& granted_by, const RoleLimits& limits,
                     TimePoint now) {
  // What approvers signed stands as they signed it.
  const auto starts =
      wish.request ? wish.starts.value_or(now) : std::max(wish.starts.value_or(now), now);
  RoleGrant grant{.id = wish.id.value_or(id),
                  .person = wish.person,
                  .role = wish.role,
                  .unit = wish.unit,
                  .starts = starts,
                  .ends = wish.ends.value_or(starts + days{limits.longest}),
                  .reason = wish.reason,
                  .granted_by = granted_by,
                  .created = now,
                  .version = 1,
                  .purposes = wish.purposes,
                  .delegated_from = wish.delegated_from,
                  .request = wish.request};
  std::ranges::sort(grant.purposes);
  const auto again = std::ranges::unique(grant.purposes);
  grant.purposes.erase(again.begin(), again.end());
  return grant;
}

Result<void> decide_grant(const Actor& actor, const NewRoleGrant& grant, const GrantFacts& facts,
                          TimePoint now) {
  const Resource resource{.type = "role_grant", .unit = grant.unit, .person = grant.person};
  const auto decision = decide(actor, "role_grant.create", resource, now);
  if (!decision.allowed()) return fail(Errc::forbidden, "access.denied", {}, decision.reason);
  if (auto known = check_known(facts); !known) return known;
  if (auto person = check_person(facts); !person) return person;
  if (auto role = check_role(actor, grant, facts); !role) return role;
  return check_wish(grant, facts, now);
}

Result<NewRoleGrant> decide_delegation(const Actor& actor, const NewDelegation& wish,
                                       const GrantFacts& facts, TimePoint now) {
  const auto* own = find_own(actor, wish.from, now);
  if (own == nullptr || !has_scope(actor, "role_grant.create")) {
    return fail(Errc::forbidden, "delegation.not_mine",
                "A deputy acts for a role that you hold and that works now.");
  }
  if (!own->delegable || own->delegated_from)
    return fail(Errc::forbidden, "delegation.not_delegable", "This role is not passed on.");
  if (wish.deputy == actor.id)
    return fail(Errc::forbidden, "delegation.self", "Nobody is his own deputy.");
  const NewRoleGrant grant{.person = wish.deputy,
                           .role = own->role,
                           .unit = wish.unit.value_or(own->unit),
                           .starts = wish.starts,
                           .ends = wish.ends ? wish.ends : own->ends,
                           .reason = wish.reason,
                           .purposes = wish.purposes,
                           .delegated_from = own->role_grant};
  if (auto known = check_known(facts); !known) return std::unexpected(known.error());
  if (!is_within(grant, *own, now)) {
    return fail(Errc::invalid, "delegation.wider",
                "A deputy has no more than you: unit, purposes and time.");
  }
  if (auto person = check_person(facts); !person) return std::unexpected(person.error());
  if (auto role = check_role(actor, grant, facts); !role) return std::unexpected(role.error());
  if (auto good = check_wish(grant, facts, now); !good) return std::unexpected(good.error());
  return grant;
}

}  // namespace tessera::access
