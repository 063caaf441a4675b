// The ports of access control. Implemented in store/postgres; each write verb commits its event
// with it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/access/grant_rule.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

class ActorStore {
 public:
  virtual ~ActorStore() = default;
  // Person, staff persona and roles in force at now, with what each needs; acr, session and the
  // counts of approvals are the caller's.
  [[nodiscard]] virtual Task<Actor> load_actor(const Uuid& person, TimePoint now) = 0;
  // Roles from `role` up to the one that has the permission itself, then the permission; empty if
  // none.
  [[nodiscard]] virtual Task<std::vector<std::string>> load_path(std::string_view role,
                                                                 std::string_view permission) = 0;
  // A work case, an application or an account case as it stands now.
  [[nodiscard]] virtual Task<std::optional<CaseFacts>> load_case(const Uuid& id) = 0;
  // Permissions of dynamic pairs that were used under this session.
  [[nodiscard]] virtual Task<std::set<std::string, std::less<>>> load_exercised(const Uuid& session,
                                                                                TimePoint now) = 0;
  // Notes that a permission is used. False if a partner was used first: one of two at the same time
  // wins.
  [[nodiscard]] virtual Task<bool> exercise(const Uuid& session, const Uuid& person,
                                            std::string_view permission,
                                            const std::vector<std::string>& partners,
                                            TimePoint now) = 0;
  // Counts a look at a person; false if the actor had more than his limits allow (R36).
  [[nodiscard]] virtual Task<bool> count_read(const Uuid& actor, TimePoint now) = 0;
  // Forgets counts and uses from before.
  [[nodiscard]] virtual Task<> forget_uses(TimePoint before) = 0;
};

class UnitStore {
 public:
  virtual ~UnitStore() = default;
  // visible: nullopt for all. In the order of names below each other.
  [[nodiscard]] virtual Task<std::vector<Unit>> list(
      const std::optional<std::set<Uuid>>& visible) = 0;
  [[nodiscard]] virtual Task<std::optional<Unit>> load(const Uuid& id) = 0;
  // False if the parent is gone.
  [[nodiscard]] virtual Task<bool> create(const Unit& unit, audit::Event event) = 0;
  // The renamed unit; nullopt if the version is another one by now.
  [[nodiscard]] virtual Task<std::optional<Unit>> rename(const Uuid& id, std::string_view name,
                                                         std::int64_t version,
                                                         audit::Event event) = 0;
};

class RoleStore {
 public:
  virtual ~RoleStore() = default;
  [[nodiscard]] virtual Task<std::vector<Role>> list() = 0;
  [[nodiscard]] virtual Task<std::optional<Role>> load(std::string_view name) = 0;
  [[nodiscard]] virtual Task<std::vector<std::string>> permissions() = 0;
  [[nodiscard]] virtual Task<RoleFacts> load_facts(const NewRole& role, TimePoint now) = 0;
  // Checks separation of duties once more under a lock of the catalogue. False if the name is
  // taken, or if a parent was given a conflicting permission meanwhile.
  [[nodiscard]] virtual Task<bool> create(const NewRole& role, TimePoint now,
                                          audit::Event event) = 0;
  // Checks like create, of heirs and of holders too. False if that fails, if the version is another
  // one by now, or if the change would close a cycle.
  [[nodiscard]] virtual Task<bool> update(const NewRole& role, std::int64_t version, TimePoint now,
                                          audit::Event event) = 0;
  // False if it is granted to anybody, inherited by a role, built in or gone.
  [[nodiscard]] virtual Task<bool> remove(std::string_view name, audit::Event event) = 0;
};

struct Revocation {
  Uuid id;
  std::optional<std::int64_t> version;
  std::optional<Uuid> by;
  std::string reason;
  TimePoint now;
};

class RoleGrantStore {
 public:
  virtual ~RoleGrantStore() = default;
  [[nodiscard]] virtual Task<std::vector<RoleGrant>> list(
      const RoleGrantFilter& filter, const std::optional<std::set<Uuid>>& visible,
      TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<RoleGrant>> load(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<GrantFacts> load_facts(const NewRoleGrant& grant, TimePoint now) = 0;
  // Checks separation of duties once more under a lock of the person and the catalogue. False if
  // the same grant is in force already or a conflicting one came first.
  [[nodiscard]] virtual Task<bool> create(const RoleGrant& grant, bool may_conflict,
                                          audit::Event event) = 0;
  // The revoked grant; nullopt if it was revoked before or its version is another one by now.
  [[nodiscard]] virtual Task<std::optional<RoleGrant>> revoke(const Revocation& revocation,
                                                              audit::Event event) = 0;
  // Grants that are not revoked or over and have no seal.
  [[nodiscard]] virtual Task<std::vector<RoleGrant>> unsealed(TimePoint now) = 0;
  // False if it was changed or sealed meanwhile.
  [[nodiscard]] virtual Task<bool> put_seal(const RoleGrant& grant, audit::Event event) = 0;
};

}  // namespace tessera::access
