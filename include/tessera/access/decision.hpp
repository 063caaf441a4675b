// May this actor do this to that, now? One pure function over loaded facts; deny by default
// (docs/adr/0026, 0038).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::access {

// The root of the organisational units; made by the migration.
inline constexpr Uuid kRootUnit{{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};

// What a permission opens. From `personal` on a person is looked at for a purpose, in a case (R32).
enum class DataClass { none, internal, personal, restricted };
[[nodiscard]] std::string_view to_string(DataClass data_class);
[[nodiscard]] DataClass parse_data_class(std::string_view word);  // unknown words: restricted

// A role grant as loaded for a decision: permissions are the closure over role inheritance.
struct HeldRole {
  Uuid role_grant;
  Uuid person;                        // its holder
  std::string role;                   // "registrar"
  std::set<std::string> permissions;  // "application.decide", "client.write" ...
  Uuid unit;                          // organisational unit it is bound to
  std::set<Uuid> unit_closure;        // that unit and all below it
  TimePoint starts;
  std::optional<TimePoint> ends;
  bool revoked = false;
  std::set<std::string> purposes;  // codes of purposes that it is good for; none: opens no person
  std::optional<Uuid> granted_by;  // nullopt: the system user
  std::optional<Uuid> request;     // the approval request that it came from
  // What makes it count at all. Of the role and of every role that it inherits from.
  bool sealed = false;                 // its seal fits what is written in the row
  int approvals_needed = 0;            // approvers that a grant of this role needs
  int approvals = 0;                   // distinct valid signed approvals it has (ApprovalVerifier)
  std::vector<std::string> trainings;  // courses that the role asks for and the person lacks today
  Ial least_ial = Ial::none;           // that the role asks of the person
  Acr least_acr = Acr::none;           // that the role asks of the session, above Actor::least
  // Delegation: the grant that this one is taken from, with what its holder lacks; 0 or 1 of them.
  bool delegable = false;
  std::optional<Uuid> delegated_from;
  std::vector<HeldRole> source;
  // Taken in an emergency (docs/adr/0040): on the grant role_grant, as long as that works, in one
  // session, and about one person if there is one.
  std::optional<Uuid> emergency = {};
  std::optional<Uuid> session = {};
  std::optional<Uuid> subject = {};
  bool holder_in_force = true;  // of a source: its holder is active and in service
};

struct Actor {
  enum class Kind { person, client, system } kind = Kind::person;
  std::optional<Uuid> id;  // person or client
  std::optional<Uuid> session;
  Acr acr = Acr::none;
  Acr least = Acr::aal2_phr;  // that roles ask for here (base/level_policy.hpp)
  bool staff_active = false;  // affiliation in force at `now` (start and end date)
  Ial ial = Ial::none;
  std::vector<HeldRole> roles;
  bool by_token = false;         // came with an access token: its scopes narrow, never widen
  std::set<std::string> scopes;  // "admin:clients.read" ..., see scope_of
  // Facts of the catalogue about the permissions of these roles.
  std::map<std::string, DataClass, std::less<>> classes;       // of those above `internal`
  std::vector<std::pair<std::string, std::string>> exclusive;  // not both in one session
};

struct Resource {
  std::string type;  // "application", "person", "role_grant", "client" ...
  std::string id;
  std::optional<Uuid> unit;      // unit it belongs to; nullopt: the root unit
  std::optional<Uuid> person;    // the person it is about: nobody acts on himself with a role
  std::optional<Uuid> assignee;  // for cases: who may work it
};

// A work case, an assigned application or an account case, as it stands in the database now.
struct CaseFacts {
  Uuid id;
  std::string purpose;
  std::set<DataClass> opens;     // that the purpose may open
  std::optional<Uuid> person;    // whom it is about
  std::optional<Uuid> assignee;  // who works it
  std::optional<TimePoint> closes;
  bool closed = false;
};

struct Context {
  TimePoint now;
  std::string purpose = {};                  // that was named, "" if none
  std::optional<CaseFacts> case_facts = {};  // of the case that was named, if there is such a case
  std::set<std::string, std::less<>> exercised = {};  // permissions that this session used
  int approvals_needed = 0;                           // four eyes on this very operation ...
  int approvals = 0;                                  // ... and the verified ones that it has
};

enum class Outcome { deny, allow, needs_approval, needs_step_up };
[[nodiscard]] std::string_view to_string(Outcome outcome);

struct Decision {
  Outcome outcome = Outcome::deny;
  // Stable word. allow: "granted", "system". needs_step_up: "acr". needs_approval: "not_approved"
  // (the grant lacks approvals), "approval" (the operation does). deny: "no_permission", "ended",
  // "unsealed", "training", "proofing", "delegation", "outside_unit", "self", "not_assigned",
  // "not_staff", "scope", "no_purpose", "no_case", "wrong_purpose", "conflict_in_session",
  // "other_session", "outside_emergency".
  std::string reason;
  Acr wanted = Acr::none;              // the level of a step-up
  std::optional<Uuid> role_grant;      // the grant that allowed it
  std::optional<Uuid> emergency = {};  // it was an emergency that allowed it
  std::string role;
  std::vector<std::string>
      path;  // for `tessera explain`: person -> grant -> role -> ... -> permission
  [[nodiscard]] bool allowed() const { return outcome == Outcome::allow; }
};

// Pure. A person needs the staff persona in force and the level that roles ask for; a client has no
// roles, so it may do nothing. `permission` is the verb of the operation ("role_grant.create").
[[nodiscard]] Decision decide(const Actor& actor, std::string_view permission,
                              const Resource& resource, const Context& context);
// Without purpose or case.
[[nodiscard]] Decision decide(const Actor& actor, std::string_view permission,
                              const Resource& resource, TimePoint now);

// Why a role grant does not work for anything now, or "": the words of Decision::reason.
[[nodiscard]] std::string_view fault_of(const HeldRole& role, const Actor& actor, TimePoint now);
// The partners of a permission that may not be used in the same session.
[[nodiscard]] std::vector<std::string> exclusive_of(const Actor& actor,
                                                    std::string_view permission);

// The scope that a token needs for a permission: "admin:clients.write" for "client.write"; "" for
// one of a portal, which no operation asks for.
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
