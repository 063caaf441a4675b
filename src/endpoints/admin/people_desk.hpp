// People as administration sees them: decided, masked, and every look in the journal.
#pragma once

#include <string>
#include <vector>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

struct PeopleQuery {
  std::string login;  // exact; alone
  std::optional<people::PersonState> state;
  std::optional<Uuid> unit;
  bool staff_only = false;
  std::optional<Uuid> after;
  int limit = 50;
};

struct PersonView {
  people::Person person;
  std::vector<people::Attribute> attributes;  // values masked
};

// The name of a case or ticket: 1 to 64 of A-Z a-z 0-9 - _ . /
[[nodiscard]] bool is_reference(std::string_view text);

struct Reveal {
  std::string purpose;                  // of the catalogue
  std::string reference;                // case or ticket, 1 to 64 of A-Z a-z 0-9 - _ . /
  std::optional<Uuid> work_case;        // the actor's own about this person
  std::vector<std::string> attributes;  // names; at least one
};

class PeopleDesk {
 public:
  explicit PeopleDesk(const AdminDeps& deps) : deps_(deps) {}
  // person.list; only people in the actor's units (all of them at the root, else name a unit).
  [[nodiscard]] Task<Result<access::Page<people::Person>>> find(
      const access::Actor& actor, const PeopleQuery& query, const RequestContext& context) const;
  // One look at a person by this actor, against the limits (R36). Errc::rate_limited
  // "access.read_limit", which is recorded.
  [[nodiscard]] Task<Result<void>> count_look(const access::Actor& actor,
                                              const RequestContext& context) const;
  // person.list; by the beginnings of values, only people in the actor's units; event
  // "person.searched" with the number of people shown.
  [[nodiscard]] Task<Result<people::SearchFound>> search(const access::Actor& actor,
                                                         const people::SearchTerms& terms,
                                                         const RequestContext& context) const;
  // person.list: who it is to administration, without attributes; event "person.found".
  [[nodiscard]] Task<Result<people::Person>> look(const access::Actor& actor, const Uuid& person,
                                                  const RequestContext& context) const;
  // person.read, for a purpose and in a case (R32); event "person.viewed".
  [[nodiscard]] Task<Result<PersonView>> view(const access::Actor& actor, const Uuid& person,
                                              const access::Named& named,
                                              const RequestContext& context) const;
  // person.reveal; event "person.read" with the names, before the values are answered.
  [[nodiscard]] Task<Result<std::vector<people::Attribute>>> reveal(
      const access::Actor& actor, const Uuid& person, const Reveal& reveal,
      const RequestContext& context) const;
  // person.suspend; an intervention, or the end of one (intervention_desk.hpp).
  [[nodiscard]] Task<Result<people::Person>> change_state(
      const access::Actor& actor, const Uuid& person, people::PersonState to, std::string reason,
      std::optional<std::int64_t> version, const RequestContext& context) const;
  // person.read, for a purpose and in a case, as the attributes; event "consent.read".
  [[nodiscard]] Task<Result<std::vector<privacy::ConnectedPortal>>> consents(
      const access::Actor& actor, const Uuid& person, const access::Named& named,
      const RequestContext& context) const;
  // person.write, on the person's word; in a case of the actor, with its number or a ticket's.
  // Errc::not_found "consent.unknown".
  [[nodiscard]] Task<Result<void>> withdraw_consent(const access::Actor& actor, const Uuid& person,
                                                    const Uuid& client, const access::Named& named,
                                                    std::string reference,
                                                    const RequestContext& context) const;
  // session.read, session.end.
  [[nodiscard]] Task<Result<std::vector<authn::Session>>> sessions(
      const access::Actor& actor, const Uuid& person, const RequestContext& context) const;
  // All of them, or only that one; reference: case or ticket. The person is told.
  [[nodiscard]] Task<Result<int>> end_sessions(const access::Actor& actor, const Uuid& person,
                                               std::optional<Uuid> only, std::string reference,
                                               const RequestContext& context) const;

 private:
  struct Allowed {
    people::Person person;
    access::Decision decision;
  };
  [[nodiscard]] Task<Result<Allowed>> allowed(const access::Actor& actor,
                                              std::string_view permission, const Uuid& person,
                                              const RequestContext& context,
                                              const access::Named& named = {}) const;
  [[nodiscard]] Task<> record(audit::Event event, const Allowed& allowed) const;
  const AdminDeps& deps_;
};

}  // namespace tessera::endpoints::admin
