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
  std::optional<Uuid> id;         // person or client
  std::optional<Uuid> session;
  Acr acr = Acr::none;
  bool staff_active = false;      // affiliation in force at `now` (start and end date)
  std::vector<HeldRole> roles;
  std::set<std::string> scopes;   // for tokens of the admin API: narrows, never widens
};

struct Resource {
  std::string type;               // "application", "person", "role_grant", "client" ...
  std::string id;
  std::optional<Uuid> unit;       // unit it belongs to; nullopt: the root unit
  std::optional<Uuid> person;     // the person it is about: nobody acts on himself with a role
  std::optional<Uuid> assignee;   // for cases: who may work it
};

struct Decision {
  bool allowed = false;
  std::string reason;              // stable word: "no_permission", "outside_unit", "self", "ended", "acr" ...
  std::optional<Uuid> role_grant;  // the grant that allowed it
  std::string role;
  std::vector<std::string> path;   // for `tessera explain`: person -> grant -> role -> ... -> permission
};

// Pure. `permission` is the verb of the operation ("role_grant.create").
[[nodiscard]] Decision decide(const Actor& actor, std::string_view permission, const Resource& resource,
                              TimePoint now);

}  // namespace tessera::access
