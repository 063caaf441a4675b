// May this actor do this to that, now? One pure function over loaded facts; deny by default.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::access {

// The root of the organisational units; made by the migration.
inline constexpr Uuid kRootUnit{{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};

// A role grant as loaded for a decision: permissions are the closure over role inheritance.
struct HeldRole {
  Uuid role_grant;
  std::string role;                   // "registrar"
  std::set<std::string> permissions;  // "application.decide", "client.write" ...
  Uuid unit;                          // organisational unit it is bound to
  std::set<Uuid> unit_closure;        // that unit and all below it
  TimePoint starts;
  std::optional<TimePoint> ends;
  bool revoked = false;
};

struct Actor {
  enum class Kind { person, client, system } kind = Kind::person;
  std::optional<Uuid> id;  // person or client
  std::optional<Uuid> session;
  Acr acr = Acr::none;
  Acr least = Acr::aal2_phr;  // that roles ask for here (base/level_policy.hpp)
  bool staff_active = false;  // affiliation in force at `now` (start and end date)
  std::vector<HeldRole> roles;
  bool by_token = false;         // came with an access token: its scopes narrow, never widen
  std::set<std::string> scopes;  // "admin:clients.read" ..., see scope_of
};

struct Resource {
  std::string type;  // "application", "person", "role_grant", "client" ...
  std::string id;
  std::optional<Uuid> unit;      // unit it belongs to; nullopt: the root unit
  std::optional<Uuid> person;    // the person it is about: nobody acts on himself with a role
  std::optional<Uuid> assignee;  // for cases: who may work it
};

struct Decision {
  bool allowed = false;
  // Stable word: "granted", "system", "no_permission", "ended", "outside_unit", "self",
  // "not_assigned", "not_staff", "acr", "scope".
  std::string reason;
  std::optional<Uuid> role_grant;  // the grant that allowed it
  std::string role;
  std::vector<std::string>
      path;  // for `tessera explain`: person -> grant -> role -> ... -> permission
};

// Pure. A person needs the staff persona in force and aal2; a client has no roles, so it may do
// nothing. `permission` is the verb of the operation ("role_grant.create").
[[nodiscard]] Decision decide(const Actor& actor, std::string_view permission,
                              const Resource& resource, TimePoint now);

// The scope that a token needs for a permission: "admin:clients.write" for "client.write".
[[nodiscard]] std::string scope_of(std::string_view permission);
// Where this actor may use a permission, for lists: nullopt means everywhere, an empty set nowhere.
[[nodiscard]] std::optional<std::set<Uuid>> units_for(const Actor& actor,
                                                      std::string_view permission, TimePoint now);
// For things that belong to no unit (the catalogue of roles): a unit where the actor may use the
// permission, if there is one.
[[nodiscard]] std::optional<Uuid> any_unit(const Actor& actor, std::string_view permission,
                                           TimePoint now);
[[nodiscard]] Actor system_actor();

}  // namespace tessera::access
