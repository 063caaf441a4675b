#include <tessera/access/grant_rule.hpp>

#include <algorithm>

namespace tessera::access {
namespace {

bool is_system(const Actor& actor) {
  return actor.kind == Actor::Kind::system;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

bool is_name(std::string_view name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return name.size() >= 2 && name.size() <= 63 && lower(name.front()) &&
         std::ranges::all_of(
             name, [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

Result<void> check_person(const GrantFacts& facts) {
  if (!facts.person_active)
    return fail(Errc::not_found, "person.unknown", "There is no active person with this id.");
  if (!facts.person_staff)
    return fail(Errc::conflict, "role_grant.not_staff", "Roles are for civil servants in service.");
  if (facts.person_ial < Ial::ial2) {
    return fail(Errc::conflict, "role_grant.not_proofed",
                "The person's identity is not proofed to IAL2.");
  }
  return {};
}

Result<void> check_period(const NewRoleGrant& grant, TimePoint now) {
  const auto starts = std::max(grant.starts.value_or(now), now);
  if (grant.ends && *grant.ends <= starts) {
    return fail(Errc::invalid, "role_grant.period",
                "The end must come after the start and after now.");
  }
  if (grant.reason.size() < 3 || grant.reason.size() > 500) {
    return fail(Errc::invalid, "role_grant.reason", "Say why, in 3 to 500 characters.");
  }
  return {};
}

}  // namespace

Result<void> decide_grant(const Actor& actor, const NewRoleGrant& grant, const GrantFacts& facts,
                          TimePoint now) {
  const Resource resource{.type = "role_grant", .unit = grant.unit, .person = grant.person};
  const auto decision = decide(actor, "role_grant.create", resource, now);
  if (!decision.allowed) return fail(Errc::forbidden, "access.denied", {}, decision.reason);
  if (!facts.role_exists) return fail(Errc::not_found, "role.unknown", "There is no such role.");
  if (!facts.unit_exists) return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  if (auto person = check_person(facts); !person) return person;
  if (facts.role_has_power && !is_system(actor)) {
    return fail(Errc::forbidden, "role_grant.power",
                "A role that lets its holder give roles is granted by the system user only.");
  }
  if (!facts.conflicts.empty() && !is_system(actor)) {
    return fail(Errc::conflict, "role_grant.conflict",
                "These permissions may not be held together: " + joined(facts.conflicts));
  }
  return check_period(grant, now);
}

Result<void> decide_role(const Actor& actor, const NewRole& role, const Role* current,
                         const RoleFacts& facts, TimePoint now) {
  const auto decision = decide(actor, "role.write", {.type = "role", .id = role.name}, now);
  if (!decision.allowed) return fail(Errc::forbidden, "access.denied", {}, decision.reason);
  if (current != nullptr && current->builtin) {
    return fail(Errc::conflict, "role.builtin", "A built-in role changes with a release only.");
  }
  const auto is_mine = [&](const HeldRole& held) {
    return held.role == role.name || std::ranges::find(facts.heirs, held.role) != facts.heirs.end();
  };
  if (std::ranges::any_of(actor.roles, is_mine)) {
    return fail(Errc::forbidden, "role.held", "Nobody changes a role that he holds.");
  }
  if (!is_name(role.name))
    return fail(Errc::invalid, "role.name", "A name is 2 to 63 of a-z, 0-9 and _.");
  if (role.title.empty() || role.title.size() > 200)
    return fail(Errc::invalid, "role.title", "A title is needed.");
  if (!facts.unknown.empty()) {
    return fail(Errc::invalid, "role.unknown_permission", "Unknown: " + joined(facts.unknown));
  }
  if (facts.has_power && !is_system(actor)) {
    return fail(Errc::forbidden, "role.power",
                "A role that lets its holder give roles is made by the system user only.");
  }
  if (!facts.conflicts.empty()) {
    return fail(Errc::conflict, "role.conflict",
                "These permissions may not be in one role: " + joined(facts.conflicts));
  }
  if (facts.broken_count > 0) {
    return fail(Errc::conflict, "role.holder_conflict",
                "People who hold the role would hold permissions together that nobody may, " +
                    std::to_string(facts.broken_count) +
                    " in all: " + joined(facts.broken_holders));
  }
  return {};
}

}  // namespace tessera::access
