// Values of access control: units, roles, role grants, and pages of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::access {

template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  // page token, "" on the last page
};

struct Unit {
  Uuid id;
  std::optional<Uuid> parent;  // nullopt: the root
  std::string name;
  TimePoint created;
  std::int64_t version = 0;  // for If-Match
};

struct Role {
  std::string name;   // "registrar"
  std::string title;  // text id ("role.registrar") or plain text of a role made here
  bool builtin = false;
  std::vector<std::string> permissions;  // its own
  std::vector<std::string> parents;      // roles it inherits from
  std::vector<std::string> closure;      // own and inherited permissions
  TimePoint created;
  std::int64_t version = 0;
};

struct NewRole {
  std::string name;
  std::string title;
  std::vector<std::string> permissions;
  std::vector<std::string> parents;
};

struct RoleGrant {
  Uuid id;
  Uuid person;
  std::string role;
  Uuid unit;
  TimePoint starts;
  std::optional<TimePoint> ends;
  std::string reason;
  std::optional<Uuid> granted_by;  // nullopt: the system user
  TimePoint created;
  std::optional<TimePoint> revoked;
  std::optional<Uuid> revoked_by;
  std::int64_t version = 0;
};

struct NewRoleGrant {
  Uuid person;
  std::string role;
  Uuid unit;
  std::optional<TimePoint> starts;  // now if absent or past
  std::optional<TimePoint> ends;
  std::string reason;  // why, 3 to 500 characters; no personal data
};

struct RoleGrantFilter {
  std::optional<Uuid> person;
  std::string role;
  std::optional<Uuid> unit;
  bool in_force_only = false;
  std::optional<Uuid> after;
  std::size_t limit = 50;  // at most 200
};

}  // namespace tessera::access
