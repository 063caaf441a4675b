// Random operations of insiders and of whoever writes into the database by hand, against an oracle
// that is told otherwise: it keeps a ledger of what was rightly granted and walks the trees
// upwards.
#include <algorithm>
#include <array>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <tessera/access/grant_rule.hpp>
#include <tessera/access/grant_seal.hpp>

namespace tessera::access {
namespace {

constexpr int kPeople = 4;
const std::array<std::string, 5> kPermissions{"thing.a", "thing.b", "thing.c", "role_grant.create",
                                              "role.write"};
const std::array<std::string, 4> kRoles{"low", "mid", "top", "admin"};
const std::array<std::string, 2> kPurposes{"support", "correction"};

Uuid person_id(int i) {
  return Uuid{{2, static_cast<std::uint8_t>(i + 1)}};
}
// 0 is the root, 1 and 2 are below it, 3 is below 1.
const std::array<Uuid, 4> kUnits{kRootUnit, Uuid{{1, 1}}, Uuid{{1, 2}}, Uuid{{1, 3}}};
constexpr std::array<int, 4> kParent{-1, 0, 0, 1};

bool is_power(const std::string& permission) {
  return permission == "role_grant.create" || permission == "role.write";
}

struct RoleRow {
  std::set<std::string> permissions;
  std::vector<std::string> parents;
  RoleLimits limits;
};

class Organisation {
 public:
  Organisation() {
    roles_["low"] = {.permissions = {"thing.a"}, .limits = {.delegable = true}};
    roles_["mid"] = {.permissions = {"thing.b"}, .parents = {"low"}, .limits = {.delegable = true}};
    roles_["top"] = {.permissions = {"thing.c"}, .parents = {"mid"}, .limits = {.approvals = 2}};
    roles_["admin"] = {.permissions = {"role_grant.create", "role.write"}};
  }

  // What the store does: rows in, closure downwards.
  Actor load(int person) const {
    Actor actor{
        .id = person_id(person), .acr = Acr::aal2_phr, .staff_active = true, .ial = Ial::ial2};
    for (const auto& row : rows_) {
      if (row.grant.person != *actor.id || row.grant.revoked) continue;
      auto held = read(row);
      if (row.grant.delegated_from) {
        for (const auto& source : rows_) {
          if (source.grant.id == *row.grant.delegated_from) held.source = {read(source)};
        }
      }
      actor.roles.push_back(std::move(held));
    }
    return actor;
  }

  void step() {
    switch (*rc::gen::inRange(0, 9)) {
      case 0:
      case 1:
        return grant(system_actor());
      case 2:
        return grant(load(any_person()));
      case 3:
        return delegate(any_person());
      case 4:
        return revoke();
      case 5:
        now_ += minutes{*rc::gen::inRange(1, 90)};
        return;
      case 6:
        return edit_role();
      case 7:
        return write_by_hand();
      default:
        return approve();
    }
  }

  void check() const {
    for (int p = 0; p < kPeople; ++p) {
      const auto actor = load(p);
      for (const auto& permission : kPermissions) {
        const auto everywhere = units_for(actor, permission, now_);
        for (std::size_t u = 0; u < kUnits.size(); ++u) {
          const auto decision = decide(actor, permission, {.unit = kUnits[u]}, now_);
          const bool expected = may(p, permission, static_cast<int>(u));
          RC_ASSERT(decision.allowed() == expected);
          RC_ASSERT(everywhere->contains(kUnits[u]) == expected);
          if (expected && is_power(permission)) RC_ASSERT(power_came_from_above(p));
        }
      }
    }
  }

 private:
  struct Row {
    RoleGrant grant;
    int approvals = 0;
  };

  static int any_person() { return *rc::gen::inRange(0, kPeople); }
  static std::string any_role() { return *rc::gen::elementOf(kRoles); }
  std::optional<std::size_t> any_row() const {
    if (rows_.empty()) return std::nullopt;
    return *rc::gen::inRange<std::size_t>(0, rows_.size());
  }
  std::set<std::string> ancestors(const std::string& role) const {
    std::set<std::string> out{role};
    for (const auto& parent : roles_.at(role).parents) out.merge(ancestors(parent));
    return out;
  }
  RoleLimits limits_of(const std::string& role) const {
    RoleLimits limits{.delegable = true};
    for (const auto& each : ancestors(role)) {
      limits.approvals = std::max(limits.approvals, roles_.at(each).limits.approvals);
      limits.delegable = limits.delegable && roles_.at(each).limits.delegable;
    }
    return limits;
  }

  HeldRole read(const Row& row) const {
    const auto& grant = row.grant;
    const auto limits = limits_of(grant.role);
    HeldRole held{.role_grant = grant.id,
                  .person = grant.person,
                  .role = grant.role,
                  .unit = grant.unit,
                  .starts = grant.starts,
                  .ends = grant.ends,
                  .revoked = grant.revoked.has_value(),
                  .purposes = {grant.purposes.begin(), grant.purposes.end()},
                  .sealed = is_sealed(grant, keys_),
                  .approvals_needed = limits.approvals,
                  .approvals = row.approvals,
                  .delegable = limits.delegable,
                  .delegated_from = grant.delegated_from};
    for (const auto& each : ancestors(grant.role))
      held.permissions.insert(roles_.at(each).permissions.begin(),
                              roles_.at(each).permissions.end());
    std::vector<std::size_t> open;
    for (std::size_t u = 0; u < kUnits.size(); ++u)
      if (kUnits[u] == grant.unit) open.push_back(u);
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      held.unit_closure.insert(kUnits[at]);
      for (std::size_t u = 0; u < kUnits.size(); ++u)
        if (kParent[u] == static_cast<int>(at)) open.push_back(u);
    }
    return held;
  }

  GrantFacts facts(const std::string& role) const {
    const auto held = read({.grant = {.role = role, .unit = kRootUnit}});
    return {.person_active = true,
            .person_staff = true,
            .person_ial = Ial::ial2,
            .role_exists = true,
            .role_has_power = std::ranges::any_of(held.permissions, is_power),
            .unit_exists = true,
            .limits = limits_of(role)};
  }

  void keep(RoleGrant grant, bool by_system) {
    grant.seal = seal_of(grant, keys_);
    ledger_[grant.id] = {grant, by_system};
    rows_.push_back({.grant = std::move(grant)});
  }

  Uuid next_id() {
    return Uuid{{3, static_cast<std::uint8_t>(++made_ >> 8), static_cast<std::uint8_t>(made_)}};
  }

  void grant(const Actor& by) {
    NewRoleGrant wish{.person = person_id(any_person()),
                      .role = any_role(),
                      .unit = *rc::gen::elementOf(kUnits),
                      .ends = now_ + minutes{*rc::gen::inRange(1, 300)},
                      .reason = "because"};
    if (*rc::gen::arbitrary<bool>()) wish.purposes = {kPurposes[0]};
    if (*rc::gen::arbitrary<bool>()) wish.request = Uuid{{9}};
    const auto known = facts(wish.role);
    if (!decide_grant(by, wish, known, now_)) return;
    RC_ASSERT(by.id != wish.person);
    keep(make_grant(next_id(), wish, by.id, known.limits, now_), !by.id.has_value());
  }

  void delegate(int person) {
    const auto from = any_row();
    if (!from) return;
    const auto actor = load(person);
    NewDelegation wish{.from = rows_[*from].grant.id,
                       .deputy = person_id(any_person()),
                       .unit = *rc::gen::elementOf(kUnits),
                       .ends = now_ + minutes{*rc::gen::inRange(1, 300)},
                       .reason = "on leave"};
    if (*rc::gen::arbitrary<bool>()) wish.purposes = {*rc::gen::elementOf(kPurposes)};
    const auto known = facts(rows_[*from].grant.role);
    const auto good = decide_delegation(actor, wish, known, now_);
    if (!good) return;
    keep(make_grant(next_id(), *good, actor.id, known.limits, now_), false);
  }

  void revoke() {
    const auto at = any_row();
    if (!at) return;
    auto& grant = rows_[*at].grant;
    grant.revoked = now_;
    grant.seal.clear();
    ledger_.erase(grant.id);
  }

  void edit_role() {
    const bool system = *rc::gen::arbitrary<bool>();
    const auto by = system ? system_actor() : load(any_person());
    // Power that the system user puts into a role is not what this is about.
    const auto name = kRoles[*rc::gen::inRange<std::size_t>(0, system ? 3 : 4)];
    const auto& row = roles_[name];
    Role current{.name = name,
                 .title = name,
                 .permissions = {row.permissions.begin(), row.permissions.end()},
                 .parents = row.parents,
                 .limits = row.limits};
    NewRole wish{.name = name,
                 .title = name,
                 .permissions = current.permissions,
                 .parents = current.parents,
                 .limits = current.limits};
    wish.permissions = {kPermissions[*rc::gen::inRange<std::size_t>(0, system ? 3 : 5)]};
    wish.limits.approvals = *rc::gen::inRange(0, 3);
    wish.limits.delegable = *rc::gen::arbitrary<bool>();
    RoleFacts known;
    known.has_power = std::ranges::any_of(wish.permissions, is_power);
    for (const auto& each : kRoles) {
      if (each != name && ancestors(each).contains(name)) known.heirs.push_back(each);
    }
    if (!decide_role(by, wish, &current, known, now_)) return;
    if (by.id) {
      RC_ASSERT(wish.limits.approvals >= current.limits.approvals);
      for (const auto& held : by.roles) RC_ASSERT(!ancestors(held.role).contains(name));
    }
    roles_[name] = {{wish.permissions.begin(), wish.permissions.end()}, row.parents, wish.limits};
  }

  // Somebody with the database's password: new rows, and rows that last longer, reach further, are
  // somebody else's or live again.
  void write_by_hand() {
    const auto at = any_row();
    if (!at || *rc::gen::arbitrary<bool>()) {
      RoleGrant forged{.id = next_id(),
                       .person = person_id(any_person()),
                       .role = any_role(),
                       .unit = kRootUnit,
                       .starts = now_ - hours{1}};
      if (at) forged.seal = rows_[*at].grant.seal;  // of another grant
      rows_.push_back({.grant = std::move(forged), .approvals = 9});
      return;
    }
    auto& grant = rows_[*at].grant;
    const auto before = canonical_form(grant);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        grant.ends = now_ + days{30};
        break;
      case 1:
        grant.unit = kRootUnit;
        break;
      case 2:
        grant.role = any_role();
        break;
      case 3:
        grant.purposes = {"support", "correction"};
        break;
      default:
        grant.revoked.reset();
    }
    if (canonical_form(grant) != before) ledger_.erase(grant.id);
  }

  void approve() {
    if (const auto at = any_row()) rows_[*at].approvals += 1;
  }

  bool reaches(int unit, const Uuid& granted) const {
    for (int at = unit; at >= 0; at = kParent[static_cast<std::size_t>(at)]) {
      if (kUnits[static_cast<std::size_t>(at)] == granted) return true;
    }
    return false;
  }
  int approvals_of(const Uuid& id) const {
    return std::ranges::find(rows_, id, [](const Row& row) { return row.grant.id; })->approvals;
  }
  bool stands(const RoleGrant& grant) const {
    return grant.starts <= now_ && now_ < *grant.ends &&
           approvals_of(grant.id) >= limits_of(grant.role).approvals;
  }

  bool may(int person, const std::string& permission, int unit) const {
    for (const auto& [id, entry] : ledger_) {
      const auto& grant = entry.first;
      if (grant.person != person_id(person) || !stands(grant) || !reaches(unit, grant.unit))
        continue;
      const auto all = ancestors(grant.role);
      if (std::ranges::none_of(all, [&](const auto& role) {
            return roles_.at(role).permissions.contains(permission);
          }))
        continue;
      if (!grant.delegated_from) return true;
      const auto source = ledger_.find(*grant.delegated_from);
      if (source != ledger_.end() && stands(source->second.first) &&
          limits_of(grant.role).delegable)
        return true;
    }
    return false;
  }
  bool power_came_from_above(int person) const {
    return std::ranges::any_of(ledger_, [&](const auto& entry) {
      return entry.second.second && entry.second.first.person == person_id(person);
    });
  }

  TimePoint now_{seconds{1'800'000'000}};
  std::map<std::string, RoleRow> roles_;
  std::vector<Row> rows_;
  std::map<Uuid, std::pair<RoleGrant, bool>> ledger_;  // whether the system user gave it
  crypto::Keyring keys_{
      {{.id = 5, .purpose = std::string(crypto::kPurposeRoleGrant), .key = Secret(Bytes(32, 7))}}};
  int made_ = 0;
};

TEST(Model, WhateverIsTriedOnlyWhatWasRightlyGrantedIsReached) {
  EXPECT_TRUE(rc::check([] {
    Organisation organisation;
    for (int i = 0; i < 25; ++i) {
      organisation.step();
      organisation.check();
    }
  }));
}

}  // namespace
}  // namespace tessera::access
