// What a change would do before it is made, and why somebody may do something: pure, over loaded
// facts.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/access/decision.hpp>

namespace tessera::access {

// One role grant of an actor against one question. reason: "granted", or a word of
// Decision::reason.
struct TriedGrant {
  Uuid role_grant;
  std::string role;
  Uuid unit;
  std::string reason;
};
// Every grant that was tried, in the order in which they are held.
[[nodiscard]] std::vector<TriedGrant> try_grants(const Actor& actor, std::string_view permission,
                                                 const Resource& resource, const Context& context);

// What the permissions of an actor come to: permission -> units. At the level that roles ask for.
using Abilities = std::map<std::string, std::set<Uuid>>;
[[nodiscard]] Abilities abilities_of(const Actor& actor, TimePoint now);

struct AbilityChange {
  std::string permission;
  std::set<Uuid> gained;
  std::set<Uuid> lost;
};
// Only what differs.
[[nodiscard]] std::vector<AbilityChange> difference(const Abilities& before,
                                                    const Abilities& after);

// The unit and all below it.
[[nodiscard]] std::set<Uuid> subtree(const std::vector<Unit>& units, const Uuid& top);
// What the role would reach, its own permissions and those of its parents' parents, if `change`
// stood in the catalogue of roles. Empty for a role that is not there.
[[nodiscard]] std::set<std::string> closure_with(const std::vector<Role>& roles,
                                                 const NewRole& change, std::string_view role);

// The actor as he would be. with_grant: sealed and approved, as it would be once it is in force.
[[nodiscard]] Actor with_grant(Actor actor, const Role& role, const Uuid& unit,
                               std::set<Uuid> units, TimePoint now);
[[nodiscard]] Actor without_grant(Actor actor, const Uuid& role_grant);
[[nodiscard]] Actor with_role(Actor actor, const std::vector<Role>& roles, const NewRole& change);

}  // namespace tessera::access
