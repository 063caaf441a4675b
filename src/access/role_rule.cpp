#include <algorithm>

#include <boost/algorithm/string/join.hpp>

#include <tessera/access/grant_rule.hpp>

#include "access/words.hpp"

namespace tessera::access {
namespace {

bool is_name(std::string_view name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return name.size() >= 2 && name.size() <= 63 && lower(name.front()) &&
         std::ranges::all_of(
             name, [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_good(const RoleLimits& limits) {
  return limits.approvals >= 0 && limits.approvals <= 9 && limits.longest >= 1 &&
         limits.longest <= 3660 && limits.most_holders.value_or(1) >= 1;
}

bool is_good(const Prerequisite& each) {
  if (each.kind == "course") return is_course(each.value);
  const std::vector<std::string> levels =
      each.kind == "ial"   ? std::vector<std::string>{"ial1", "ial2", "ial3"}
      : each.kind == "aal" ? std::vector<std::string>{"aal1", "aal2", "aal2_phr", "aal3"}
                           : std::vector<std::string>{};
  return std::ranges::find(levels, each.value) != levels.end();
}

// Asks for less than before: fewer eyes, more time, more holders, fewer prerequisites.
bool is_looser(const NewRole& role, const Role& current) {
  const auto& now = role.limits;
  const auto& before = current.limits;
  const auto kept = [&role](const Prerequisite& each) {
    return std::ranges::find(role.prerequisites, each) != role.prerequisites.end();
  };
  const bool more_holders =
      before.most_holders && (!now.most_holders || *now.most_holders > *before.most_holders);
  return now.approvals < before.approvals || now.longest > before.longest || more_holders ||
         (now.delegable && !before.delegable) || !std::ranges::all_of(current.prerequisites, kept);
}

bool is_same(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

// What a release made stays: the system user only sets what the role asks for.
Result<void> check_current(const Actor& actor, const NewRole& role, const Role& current,
                           const RoleFacts& facts) {
  const bool system = actor.kind == Actor::Kind::system;
  if (current.builtin &&
      !(system && role.title == current.title && is_same(role.permissions, current.permissions) &&
        is_same(role.parents, current.parents))) {
    return fail(Errc::conflict, "role.builtin", "A built-in role changes with a release only.");
  }
  if (!system && (facts.loosens || is_looser(role, current))) {
    return fail(Errc::forbidden, "role.loosened",
                "Only the system user lets a role ask for less than before.");
  }
  return {};
}

Result<void> check_words(const NewRole& role, const RoleFacts& facts) {
  if (!is_name(role.name))
    return fail(Errc::invalid, "role.name", "A name is 2 to 63 of a-z, 0-9 and _.");
  if (role.title.empty() || role.title.size() > 200)
    return fail(Errc::invalid, "role.title", "A title is needed.");
  if (!is_good(role.limits)) {
    return fail(Errc::invalid, "role.limits",
                "0 to 9 approvals, 1 to 3660 days, at least 1 holder.");
  }
  for (const auto& each : role.prerequisites) {
    if (!is_good(each)) {
      return fail(Errc::invalid, "role.prerequisite", "Unknown: " + each.kind + " " + each.value);
    }
  }
  if (!facts.unknown.empty())
    return fail(Errc::invalid, "role.unknown_permission",
                "Unknown: " + boost::algorithm::join(facts.unknown, ", "));
  return {};
}

}  // namespace

Result<void> decide_role(const Actor& actor, const NewRole& role, const Role* current,
                         const RoleFacts& facts, TimePoint now) {
  const auto decision = decide(actor, "role.write", {.type = "role", .id = role.name}, now);
  if (!decision.allowed()) return fail(Errc::forbidden, "access.denied", {}, decision.reason);
  const auto is_mine = [&](const HeldRole& held) {
    return held.role == role.name || std::ranges::find(facts.heirs, held.role) != facts.heirs.end();
  };
  if (current != nullptr) {
    if (auto good = check_current(actor, role, *current, facts); !good) return good;
  }
  if (std::ranges::any_of(actor.roles, is_mine))
    return fail(Errc::forbidden, "role.held", "Nobody changes a role that he holds.");
  if (auto good = check_words(role, facts); !good) return good;
  if (facts.has_power && actor.kind != Actor::Kind::system) {
    return fail(Errc::forbidden, "role.power",
                "A role that lets its holder give roles is made by the system user only.");
  }
  // R37: what approvers signed names the role; it stays what they saw, for the system user too.
  if (!facts.widened.empty()) {
    return fail(Errc::conflict, "role.approved",
                "Others approve who holds this role as it is; make another role for what is new: " +
                    boost::algorithm::join(facts.widened, ", "));
  }
  if (!facts.conflicts.empty()) {
    return fail(Errc::conflict, "role.conflict",
                "These permissions may not be in one role: " +
                    boost::algorithm::join(facts.conflicts, ", "));
  }
  if (facts.broken_count > 0) {
    return fail(Errc::conflict, "role.holder_conflict",
                "People who hold the role would hold permissions together that nobody may, " +
                    std::to_string(facts.broken_count) +
                    " in all: " + boost::algorithm::join(facts.broken_holders, ", "));
  }
  return {};
}

}  // namespace tessera::access
