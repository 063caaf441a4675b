// Administration of units, roles and role grants: what the admin pages, the admin API and the CLI
// call. Every verb decides (Errc::forbidden "access.denied"), and writes its event with its change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/access_service.hpp>
#include <tessera/access/stores.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::access {

class UnitService {
 public:
  UnitService(UnitStore& store, AccessService& access, Random& random)
      : store_(store), access_(access), random_(random) {}
  // The units where the actor may read units.
  [[nodiscard]] Task<Result<std::vector<Unit>>> list(const Actor& actor,
                                                     const RequestContext& context);
  [[nodiscard]] Task<Result<Unit>> get(const Actor& actor, const Uuid& id,
                                       const RequestContext& context);
  // Below a parent in the actor's reach. "unit.name", "unit.unknown".
  [[nodiscard]] Task<Result<Unit>> create(const Actor& actor, const Uuid& parent, std::string name,
                                          const RequestContext& context);
  [[nodiscard]] Task<Result<Unit>> rename(const Actor& actor, const Uuid& id, std::string name,
                                          std::optional<std::int64_t> version,
                                          const RequestContext& context);

 private:
  UnitStore& store_;
  AccessService& access_;
  Random& random_;
};

class RoleService {
 public:
  RoleService(RoleStore& store, AccessService& access) : store_(store), access_(access) {}
  [[nodiscard]] Task<Result<std::vector<Role>>> list(const Actor& actor,
                                                     const RequestContext& context);
  [[nodiscard]] Task<Result<std::vector<std::string>>> permissions(const Actor& actor,
                                                                   const RequestContext& context);
  [[nodiscard]] Task<Result<Role>> get(const Actor& actor, std::string_view name,
                                       const RequestContext& context);
  // Errors of decide_role; Errc::conflict "role.exists".
  [[nodiscard]] Task<Result<Role>> create(const Actor& actor, NewRole role,
                                          const RequestContext& context);
  // Replaces title, permissions and parents. Errc::precondition "role.changed"; Errc::conflict
  // "role.cycle".
  [[nodiscard]] Task<Result<Role>> update(const Actor& actor, NewRole role,
                                          std::optional<std::int64_t> version,
                                          const RequestContext& context);
  // Errc::conflict "role.in_use", "role.builtin".
  [[nodiscard]] Task<Result<void>> remove(const Actor& actor, std::string_view name,
                                          const RequestContext& context);

 private:
  RoleStore& store_;
  AccessService& access_;
};

class RoleGrantService {
 public:
  // keys: what grants are sealed with
  RoleGrantService(RoleGrantStore& store, AccessService& access, Random& random,
                   const crypto::KeyringHolder& keys)
      : store_(store), access_(access), random_(random), keys_(keys) {}
  // Grants in units where the actor may read them.
  [[nodiscard]] Task<Result<Page<RoleGrant>>> list(const Actor& actor, RoleGrantFilter filter,
                                                   const RequestContext& context);
  [[nodiscard]] Task<Result<RoleGrant>> get(const Actor& actor, const Uuid& id,
                                            const RequestContext& context);
  // Errors of decide_grant; Errc::conflict "role_grant.exists". In force at the person's next
  // decision.
  [[nodiscard]] Task<Result<RoleGrant>> create(const Actor& actor, NewRoleGrant grant,
                                               const RequestContext& context);
  // Lets a deputy act for the actor, who needs no permission for that. Errors of
  // decide_delegation; Errc::conflict "role_grant.exists".
  [[nodiscard]] Task<Result<RoleGrant>> delegate(const Actor& actor, NewDelegation wish,
                                                 const RequestContext& context);
  // Needs no permission for what the actor delegated. Errc::conflict "role_grant.revoked",
  // Errc::precondition "role_grant.changed".
  [[nodiscard]] Task<Result<RoleGrant>> revoke(const Actor& actor, const Uuid& id,
                                               std::string reason,
                                               std::optional<std::int64_t> version,
                                               const RequestContext& context);
  // Grants of a database from before there were seals, for the operator who looks them through.
  [[nodiscard]] Task<std::vector<RoleGrant>> unsealed(const RequestContext& context);
  // Seals one of them as it stands; the system user only. Errc::precondition "role_grant.changed".
  [[nodiscard]] Task<Result<void>> seal(const Actor& actor, RoleGrant grant,
                                        const RequestContext& context);

 private:
  [[nodiscard]] Task<Result<RoleGrant>> write(RoleGrant grant, const Actor& actor,
                                              audit::Event event);
  RoleGrantStore& store_;
  AccessService& access_;
  Random& random_;
  const crypto::KeyringHolder& keys_;
};

}  // namespace tessera::access
