#include <tessera/access/simulation.hpp>

#include <algorithm>
#include <iterator>

namespace tessera::access {
namespace {

// An actor who holds this grant alone: what decide says of it is said of nothing else.
Actor holding(const Actor& actor, const HeldRole& role) {
  Actor alone = actor;
  alone.roles = {role};
  return alone;
}

std::set<Uuid> minus(const std::set<Uuid>& a, const std::set<Uuid>& b) {
  std::set<Uuid> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

}  // namespace

std::vector<TriedGrant> try_grants(const Actor& actor, std::string_view permission,
                                   const Resource& resource, const Context& context) {
  std::vector<TriedGrant> out;
  for (const auto& role : actor.roles) {
    const auto decision = decide(holding(actor, role), permission, resource, context);
    out.push_back({.role_grant = role.role_grant,
                   .role = role.role,
                   .unit = role.unit,
                   .reason = decision.reason});
  }
  return out;
}

Abilities abilities_of(const Actor& actor, TimePoint now) {
  Abilities out;
  std::set<std::string> permissions;
  for (const auto& role : actor.roles)
    permissions.insert(role.permissions.begin(), role.permissions.end());
  for (const auto& permission : permissions) {
    auto units = units_for(actor, permission, now);
    if (units && !units->empty()) out.emplace(permission, std::move(*units));
  }
  return out;
}

std::vector<AbilityChange> difference(const Abilities& before, const Abilities& after) {
  static const std::set<Uuid> kNowhere;
  const auto units_in = [](const Abilities& abilities,
                           const std::string& permission) -> const std::set<Uuid>& {
    const auto found = abilities.find(permission);
    return found == abilities.end() ? kNowhere : found->second;
  };
  std::set<std::string> permissions;
  for (const auto* abilities : {&before, &after}) {
    for (const auto& [permission, units] : *abilities) permissions.insert(permission);
  }
  std::vector<AbilityChange> out;
  for (const auto& permission : permissions) {
    const auto& was = units_in(before, permission);
    const auto& is = units_in(after, permission);
    AbilityChange change{
        .permission = permission, .gained = minus(is, was), .lost = minus(was, is)};
    if (!change.gained.empty() || !change.lost.empty()) out.push_back(std::move(change));
  }
  return out;
}

std::set<Uuid> subtree(const std::vector<Unit>& units, const Uuid& top) {
  std::multimap<Uuid, Uuid> below;
  for (const auto& unit : units) {
    if (unit.parent) below.emplace(*unit.parent, unit.id);
  }
  std::set<Uuid> out{top};
  std::vector<Uuid> left{top};
  while (!left.empty()) {
    const auto unit = left.back();
    left.pop_back();
    const auto [first, last] = below.equal_range(unit);
    for (auto child = first; child != last; ++child) {
      if (out.insert(child->second).second) left.push_back(child->second);
    }
  }
  return out;
}

std::set<std::string> closure_with(const std::vector<Role>& roles, const NewRole& change,
                                   std::string_view role) {
  std::set<std::string> out;
  std::set<std::string> seen;
  std::vector<std::string> left{std::string(role)};
  while (!left.empty()) {
    const auto name = std::move(left.back());
    left.pop_back();
    if (!seen.insert(name).second) continue;
    const auto known = std::ranges::find(roles, name, &Role::name);
    const bool changed = name == change.name;
    if (!changed && known == roles.end()) continue;
    const auto& permissions = changed ? change.permissions : known->permissions;
    const auto& parents = changed ? change.parents : known->parents;
    out.insert(permissions.begin(), permissions.end());
    left.insert(left.end(), parents.begin(), parents.end());
  }
  return out;
}

Actor with_grant(Actor actor, const Role& role, const Uuid& unit, std::set<Uuid> units,
                 TimePoint now) {
  HeldRole held;
  held.role = role.name;
  held.permissions.insert(role.closure.begin(), role.closure.end());
  held.unit = unit;
  held.unit_closure = std::move(units);
  held.starts = now;
  held.sealed = true;
  actor.roles.push_back(std::move(held));
  return actor;
}

Actor without_grant(Actor actor, const Uuid& role_grant) {
  std::erase_if(actor.roles, [&](const HeldRole& role) {
    return role.role_grant == role_grant || role.delegated_from == role_grant;
  });
  return actor;
}

Actor with_role(Actor actor, const std::vector<Role>& roles, const NewRole& change) {
  for (auto& role : actor.roles) role.permissions = closure_with(roles, change, role.role);
  return actor;
}

}  // namespace tessera::access
