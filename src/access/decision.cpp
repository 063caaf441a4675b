#include <tessera/access/decision.hpp>

#include <algorithm>
#include <array>

namespace tessera::access {
namespace {

bool in_force(const HeldRole& role, TimePoint now) {
  return !role.revoked && role.starts <= now && (!role.ends || now < *role.ends);
}

// What a grant needs before anybody may rely on it, whoever holds it.
std::string_view fault_of_grant(const HeldRole& role, TimePoint now) {
  if (!in_force(role, now)) return "ended";
  if (!role.sealed) return "unsealed";
  if (role.approvals < role.approvals_needed) return "not_approved";
  if (!role.trainings.empty()) return "training";
  return {};
}

// Depth 1, within the unit, the purposes and the time of its source, and as good as that is now.
bool delegation_holds(const HeldRole& role, TimePoint now) {
  if (!role.delegated_from) return true;
  if (role.source.size() != 1) return false;
  const auto& source = role.source.front();
  return source.role_grant == *role.delegated_from && !source.delegated_from &&
         source.role == role.role && source.delegable && source.holder_in_force &&
         fault_of_grant(source, now).empty() && source.unit_closure.contains(role.unit) &&
         std::ranges::includes(source.purposes, role.purposes) &&
         (!source.ends || (role.ends && *role.ends <= *source.ends));
}

// In the session in which it was taken, and as long as the grant works that it was taken by.
std::string_view fault_of_emergency(const HeldRole& role, const Actor& actor, TimePoint now) {
  if (actor.by_token || !actor.session || actor.session != role.session) return "other_session";
  for (const auto& held : actor.roles) {
    if (!held.emergency && held.role_grant == role.role_grant) return fault_of(held, actor, now);
  }
  return "ended";
}

// What makes an actor unable to use any role, or "".
std::string_view obstacle(const Actor& actor, std::string_view permission) {
  if (actor.kind != Actor::Kind::person || !actor.id) return "no_permission";
  if (!actor.staff_active) return "not_staff";
  if (actor.by_token && !actor.scopes.contains(scope_of(permission))) return "scope";
  return {};
}

Acr wanted_acr(const Actor& actor, const HeldRole& role) {
  return std::max(actor.least, role.least_acr);
}

// What was taken in an emergency is about the person that was named, and opens personal data of
// nobody else; it needs no case.
std::string_view emergency_fault(const HeldRole& role, bool is_personal, const Resource& resource) {
  const bool other =
      role.subject ? resource.person != role.subject : is_personal && resource.person.has_value();
  return other ? "outside_emergency" : "";
}

// Whether the actor may look at this person with this role: in a live case of his, for a purpose of
// the case and of the role (R32). "" if so, or if nothing personal is opened.
std::string_view purpose_fault(const Actor& actor, const HeldRole& role,
                               std::string_view permission, const Resource& resource,
                               const Context& context) {
  const auto found = actor.classes.find(permission);
  if (role.emergency) return emergency_fault(role, found != actor.classes.end(), resource);
  if (found == actor.classes.end() || found->second < DataClass::personal) return {};
  if (!resource.person) return {};
  if (context.purpose.empty()) return "no_purpose";
  const auto& named = context.case_facts;
  if (!named || named->closed || (named->closes && *named->closes <= context.now)) return "no_case";
  if (named->person != resource.person || named->assignee != actor.id) return "no_case";
  if (named->purpose != context.purpose || !named->opens.contains(found->second) ||
      !role.purposes.contains(context.purpose))
    return "wrong_purpose";
  return {};
}

Decision refuse(std::string_view reason) {
  return {.outcome = Outcome::deny, .reason = std::string(reason)};
}

// The refusal that comes nearest to a yes is the one worth telling.
struct Nearest {
  int rank = 0;
  Decision decision = refuse("no_permission");
  void at(int candidate, Decision refusal) {
    if (candidate <= rank) return;
    rank = candidate;
    decision = std::move(refusal);
  }
};

Decision waits(Outcome outcome, std::string_view reason, const HeldRole& role) {
  return {.outcome = outcome,
          .reason = std::string(reason),
          .role_grant = role.role_grant,
          .role = role.role};
}

// The events of what is done carry the role, and so the emergency.
Decision allow_in_emergency(const Actor& actor, const HeldRole& role, std::string_view permission) {
  const auto id = to_string(*role.emergency);
  return {.outcome = Outcome::allow,
          .reason = "break_glass",
          .role_grant = role.role_grant,
          .emergency = role.emergency,
          .role = "break_glass:" + id,
          .path = {"person:" + to_string(*actor.id), "break_glass:" + id,
                   "unit:" + to_string(role.unit), "permission:" + std::string(permission)}};
}

Decision allow(const Actor& actor, const HeldRole& role, std::string_view permission) {
  if (role.emergency) return allow_in_emergency(actor, role, permission);
  return {.outcome = Outcome::allow,
          .reason = "granted",
          .role_grant = role.role_grant,
          .role = role.role,
          .path = {"person:" + to_string(*actor.id), "role_grant:" + to_string(role.role_grant),
                   "unit:" + to_string(role.unit), "role:" + role.role,
                   "permission:" + std::string(permission)}};
}

bool used_with(const std::vector<std::string>& partners, const Context& context) {
  return std::ranges::any_of(partners,
                             [&](const auto& each) { return context.exercised.contains(each); });
}

// One role that has the permission: everything between it and a yes, in this order.
void consider(const Actor& actor, const HeldRole& role, std::string_view permission,
              const Resource& resource, const Context& context, Nearest& nearest) {
  const auto fault = fault_of(role, actor, context.now);
  const auto wanted = wanted_acr(actor, role);
  if (fault == "not_approved") return nearest.at(2, waits(Outcome::needs_approval, fault, role));
  if (!fault.empty() && fault != "acr") return nearest.at(1, refuse(fault));
  if (!role.unit_closure.contains(resource.unit.value_or(kRootUnit)))
    return nearest.at(3, refuse("outside_unit"));
  if (resource.assignee && resource.assignee != actor.id && !role.emergency)
    return nearest.at(4, refuse("not_assigned"));
  if (const auto why = purpose_fault(actor, role, permission, resource, context); !why.empty())
    return nearest.at(5, refuse(why));
  if (used_with(exclusive_of(actor, permission), context))
    return nearest.at(6, refuse("conflict_in_session"));
  if (fault == "acr") {
    auto step_up = waits(Outcome::needs_step_up, fault, role);
    step_up.wanted = wanted;
    return nearest.at(7, std::move(step_up));
  }
  if (context.approvals < context.approvals_needed)
    return nearest.at(8, waits(Outcome::needs_approval, "approval", role));
  nearest.at(9, allow(actor, role, permission));
}

}  // namespace

Decision decide(const Actor& actor, std::string_view permission, const Resource& resource,
                const Context& context) {
  if (actor.kind == Actor::Kind::system)
    return {.outcome = Outcome::allow, .reason = "system", .path = {"system"}};
  if (const auto reason = obstacle(actor, permission); !reason.empty()) return refuse(reason);
  if (resource.person && resource.person == actor.id) return refuse("self");
  Nearest nearest;
  for (const auto& role : actor.roles) {
    if (role.permissions.contains(std::string(permission)))
      consider(actor, role, permission, resource, context, nearest);
    if (nearest.decision.allowed()) break;
  }
  return std::move(nearest.decision);
}

Decision decide(const Actor& actor, std::string_view permission, const Resource& resource,
                TimePoint now) {
  return decide(actor, permission, resource, Context{.now = now});
}

std::string_view fault_of(const HeldRole& role, const Actor& actor, TimePoint now) {
  if (const auto fault = fault_of_grant(role, now); !fault.empty()) return fault;
  if (role.emergency) return fault_of_emergency(role, actor, now);
  if (actor.ial < role.least_ial) return "proofing";
  if (!delegation_holds(role, now)) return "delegation";
  if (!satisfies(actor.acr, wanted_acr(actor, role))) return "acr";
  return {};
}

std::vector<std::string> exclusive_of(const Actor& actor, std::string_view permission) {
  std::vector<std::string> partners;
  for (const auto& [a, b] : actor.exclusive) {
    if (a == permission) partners.push_back(b);
    if (b == permission) partners.push_back(a);
  }
  return partners;
}

std::string_view to_string(DataClass data_class) {
  switch (data_class) {
    case DataClass::none:
      return "none";
    case DataClass::internal:
      return "internal";
    case DataClass::personal:
      return "personal";
    case DataClass::restricted:
      return "restricted";
  }
  return "restricted";
}

DataClass parse_data_class(std::string_view word) {
  for (const auto each : {DataClass::none, DataClass::internal, DataClass::personal}) {
    if (word == to_string(each)) return each;
  }
  return DataClass::restricted;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::deny:
      return "deny";
    case Outcome::allow:
      return "allow";
    case Outcome::needs_approval:
      return "needs_approval";
    case Outcome::needs_step_up:
      return "needs_step_up";
  }
  return "deny";
}

std::string scope_of(std::string_view permission) {
  static constexpr std::array<std::string_view, 4> kReading{"read", "list", "reveal", "explain"};
  if (permission.contains(':')) return {};  // of a portal: no operation of this server
  const auto dot = permission.find('.');
  auto noun = std::string(permission.substr(0, dot));
  const auto verb = dot == std::string_view::npos ? std::string_view{} : permission.substr(dot + 1);
  std::ranges::replace(noun, '_', '-');
  noun = noun == "person" ? "people" : noun + (noun.ends_with('s') ? "es" : "s");
  const bool reads = std::ranges::find(kReading, verb) != kReading.end();
  return "admin:" + noun + (reads ? ".read" : ".write");
}

std::optional<std::set<Uuid>> units_for(const Actor& actor, std::string_view permission,
                                        TimePoint now) {
  if (actor.kind == Actor::Kind::system) return std::nullopt;
  std::set<Uuid> units;
  if (!obstacle(actor, permission).empty()) return units;
  for (const auto& role : actor.roles) {
    if (role.subject) continue;  // about one person, not about what a unit has
    if (fault_of(role, actor, now).empty() && role.permissions.contains(std::string(permission))) {
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
