#include "endpoints/admin/intervention_desk.hpp"

#include <tessera/access/make.hpp>

#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

access::Resource resource_of(const people::Person& person) {
  access::Resource resource{.type = "person", .id = to_string(person.id), .person = person.id};
  if (person.affiliation) resource.unit = person.affiliation->unit;
  return resource;
}

}  // namespace

Task<Result<people::Person>> InterventionDesk::intervene(const access::Actor& actor, const Uuid& id,
                                                         people::InterventionEvent event,
                                                         std::string reference,
                                                         std::optional<std::int64_t> version,
                                                         const RequestContext& context) const {
  const auto permission = people::permission_for(event);
  if (permission.empty()) co_return fail(Errc::invalid, "intervention.event");
  const auto person = co_await deps_.people.load(id);
  // Who may not look anywhere learns nothing about which ids exist.
  const auto resource =
      person ? resource_of(*person) : access::Resource{.type = "person", .id = to_string(id)};
  auto decision = co_await deps_.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!person)
    co_return fail(Errc::not_found, "person.unknown", "There is no person with this id.");
  // Requirements 4.4: somebody has seen the person.
  if (event == people::InterventionEvent::reproof_done && actor.kind != access::Actor::Kind::person)
    co_return fail(Errc::forbidden, "recovery.officer", "An officer confirms, not the system.");
  if (version && *version != person->version) {
    co_return fail(Errc::precondition, "person.changed",
                   "Somebody else changed the person meanwhile.");
  }
  if (!is_reference(reference))
    co_return fail(Errc::invalid, "person.reference", "Name the case or ticket.");
  const people::ActingAs by{.kind = std::string(access::to_string(actor.kind)),
                            .id = actor.id,
                            .role = decision->role,
                            .purpose = "administration"};
  co_return co_await deps_.interventions.intervene(id, event, std::move(reference), by, context);
}

std::vector<people::InterventionEvent> open_to(const access::Actor& actor,
                                               const people::Person& person, TimePoint now) {
  std::vector<people::InterventionEvent> events;
  const auto resource = resource_of(person);
  for (const auto event : people::intervention_events(person.standing.word())) {
    const auto permission = people::permission_for(event);
    if (!permission.empty() && access::decide(actor, permission, resource, now).allowed())
      events.push_back(event);
  }
  return events;
}

}  // namespace tessera::endpoints::admin
