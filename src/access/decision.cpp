#include <tessera/access/decision.hpp>

#include <algorithm>
#include <array>

namespace tessera::access {
namespace {

bool in_force(const HeldRole& role, TimePoint now) {
  return !role.revoked && role.starts <= now && (!role.ends || now < *role.ends);
}

Decision refuse(std::string reason) {
  return {.allowed = false, .reason = std::move(reason)};
}

// What makes an actor unable to use any role, or "".
std::string obstacle(const Actor& actor, std::string_view permission) {
  if (actor.kind != Actor::Kind::person || !actor.id) return "no_permission";
  if (!actor.staff_active) return "not_staff";
  if (!satisfies(actor.acr, actor.least)) return "acr";
  if (actor.by_token && !actor.scopes.contains(scope_of(permission))) return "scope";
  return {};
}

Decision allow(const Actor& actor, const HeldRole& role, std::string_view permission) {
  return {.allowed = true,
          .reason = "granted",
          .role_grant = role.role_grant,
          .role = role.role,
          .path = {"person:" + to_string(*actor.id), "role_grant:" + to_string(role.role_grant),
                   "unit:" + to_string(role.unit), "role:" + role.role,
                   "permission:" + std::string(permission)}};
}

// The refusal that comes nearest to a yes is the one worth telling.
struct Nearest {
  int rank = 0;
  std::string reason = "no_permission";
  void at(int candidate, std::string why) {
    if (candidate <= rank) return;
    rank = candidate;
    reason = std::move(why);
  }
};

}  // namespace

Decision decide(const Actor& actor, std::string_view permission, const Resource& resource,
                TimePoint now) {
  if (actor.kind == Actor::Kind::system)
    return {.allowed = true, .reason = "system", .path = {"system"}};
  if (auto reason = obstacle(actor, permission); !reason.empty()) return refuse(std::move(reason));
  if (resource.person && resource.person == actor.id) return refuse("self");
  const auto unit = resource.unit.value_or(kRootUnit);
  Nearest nearest;
  for (const auto& role : actor.roles) {
    if (!role.permissions.contains(std::string(permission))) continue;
    if (!in_force(role, now)) {
      nearest.at(1, "ended");
    } else if (!role.unit_closure.contains(unit)) {
      nearest.at(2, "outside_unit");
    } else if (resource.assignee && resource.assignee != actor.id) {
      nearest.at(3, "not_assigned");
    } else {
      return allow(actor, role, permission);
    }
  }
  return refuse(nearest.reason);
}

std::string scope_of(std::string_view permission) {
  static constexpr std::array<std::string_view, 4> kReading{"read", "list", "reveal", "explain"};
  const auto dot = permission.find('.');
  auto noun = std::string(permission.substr(0, dot));
  const auto verb = dot == std::string_view::npos ? std::string_view{} : permission.substr(dot + 1);
  std::ranges::replace(noun, '_', '-');
  noun = noun == "person" ? "people" : noun + 's';
  const bool reads = std::ranges::find(kReading, verb) != kReading.end();
  return "admin:" + noun + (reads ? ".read" : ".write");
}

std::optional<std::set<Uuid>> units_for(const Actor& actor, std::string_view permission,
                                        TimePoint now) {
  if (actor.kind == Actor::Kind::system) return std::nullopt;
  std::set<Uuid> units;
  if (!obstacle(actor, permission).empty()) return units;
  for (const auto& role : actor.roles) {
    if (in_force(role, now) && role.permissions.contains(std::string(permission))) {
      units.insert(role.unit_closure.begin(), role.unit_closure.end());
    }
  }
  return units;
}

std::optional<Uuid> any_unit(const Actor& actor, std::string_view permission, TimePoint now) {
  const auto units = units_for(actor, permission, now);
  if (!units || units->empty()) return std::nullopt;
  return *units->begin();
}

Actor system_actor() {
  return {.kind = Actor::Kind::system};
}

}  // namespace tessera::access
