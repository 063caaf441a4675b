// Values of access control: units, roles, role grants, trainings, purposes, work cases, and pages
// of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/base/bytes.hpp>
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

// What a role asks for. A role has the strictest of its own and of all that it inherits from.
struct RoleLimits {
  int approvals = 0;                // approvers that a grant needs, 0 to 9
  int longest = 365;                // days; and the end of a grant that names none
  std::optional<int> most_holders;  // people at a time
  bool delegable = false;           // a holder may let a deputy act for him
  friend bool operator==(const RoleLimits&, const RoleLimits&) = default;
};

// What a holder needs before the role works: kind "course", "ial" or "aal".
struct Prerequisite {
  std::string kind;
  std::string value;  // a course, "ial2", "aal3"
  friend auto operator<=>(const Prerequisite&, const Prerequisite&) = default;
};

struct Role {
  std::string name;   // "registrar"
  std::string title;  // text id ("role.registrar") or plain text of a role made here
  bool builtin = false;
  std::vector<std::string> permissions;  // its own
  std::vector<std::string> parents;      // roles it inherits from
  std::vector<std::string> closure;      // own and inherited permissions
  RoleLimits limits;                     // its own
  std::vector<Prerequisite> prerequisites;
  TimePoint created;
  std::int64_t version = 0;
};

struct NewRole {
  std::string name;
  std::string title;
  std::vector<std::string> permissions;
  std::vector<std::string> parents;
  RoleLimits limits = {};
  std::vector<Prerequisite> prerequisites = {};
  bool builtin = false;  // set by the service: the role is one of a release
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
  std::vector<std::string> purposes;   // codes, in order
  std::optional<Uuid> delegated_from;  // the grant that a deputy acts for
  std::optional<Uuid> request;         // the approval request that it came from
  Bytes seal;                          // see grant_seal.hpp; empty: it counts for nothing
};

struct NewRoleGrant {
  Uuid person;
  std::string role;
  Uuid unit;
  std::optional<TimePoint> starts = {};     // now if absent or past
  std::optional<TimePoint> ends = {};       // as long as the role allows if absent
  std::string reason = {};                  // why, 3 to 500 characters; no personal data
  std::vector<std::string> purposes = {};   // of the catalogue; none: it opens no person's data
  std::optional<Uuid> delegated_from = {};  // see NewDelegation
  // Of an approved request: what was signed is granted as it was signed.
  std::optional<Uuid> request = {};
  std::optional<Uuid> id = {};  // chosen with the request; a fresh one if absent
};

// A holder lets a deputy act for him: the same role, no wider and no longer than his own grant.
struct NewDelegation {
  Uuid from;                      // a grant of the actor
  Uuid deputy;                    // a person
  std::optional<Uuid> unit = {};  // the grant's own if absent
  std::optional<TimePoint> starts = {};
  std::optional<TimePoint> ends = {};  // the grant's own if absent
  std::vector<std::string> purposes = {};
  std::string reason = {};
};

struct RoleGrantFilter {
  std::optional<Uuid> person;
  std::string role;
  std::optional<Uuid> unit;
  bool in_force_only = false;
  std::optional<Uuid> after;
  std::size_t limit = 50;  // at most 200
};

// Why staff may look at people (R32).
struct Purpose {
  std::string code;
  std::string title;  // text id, or the text itself where a deployment added it
  std::string legal_basis;
  std::vector<std::string> data_classes;
  std::int64_t version = 0;
};

struct Training {
  Uuid id;
  Uuid person;
  std::string course;
  TimePoint completed;
  TimePoint expires;
  std::optional<Uuid> recorded_by;  // nullopt: the system user
  TimePoint recorded;
};

struct NewTraining {
  Uuid person;
  std::string course;  // a-z, 0-9, - and _, at most 64
  TimePoint completed;
  TimePoint expires;
};

// The work that a look at a person belongs to.
struct WorkCase {
  Uuid id;
  std::string purpose;
  std::string reference;  // number of the file elsewhere
  Uuid person;            // whom it is about
  Uuid assignee;          // who works it
  Uuid unit;
  std::optional<Uuid> opened_by;  // nullopt: the system user
  TimePoint opened;
  TimePoint closes;
  std::string reason;
  std::optional<TimePoint> closed;
  std::optional<Uuid> closed_by;
  std::int64_t version = 0;
};

struct NewWorkCase {
  std::string purpose;
  std::string reference;  // 1 to 64 of A-Z a-z 0-9 - _ . /
  Uuid person;
  Uuid assignee;
  std::optional<TimePoint> closes = {};  // 30 days from now if absent; at most 90
  std::string reason = {};               // 3 to 500 characters
};

struct WorkCaseFilter {
  std::optional<Uuid> person = {};
  std::optional<Uuid> assignee = {};
  bool live_only = false;
  std::optional<Uuid> after = {};
  std::size_t limit = 50;
};

}  // namespace tessera::access
