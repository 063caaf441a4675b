#include "endpoints/admin/people_desk.hpp"

#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/people/catalogue.hpp>

#include "endpoints/admin/intervention_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

// What of a value may be seen without a purpose: nothing but its presence.
constexpr std::string_view kMask = "\u2022\u2022\u2022\u2022";

std::optional<Uuid> unit_of(const people::Person& person) {
  return person.affiliation ? std::optional(person.affiliation->unit) : std::nullopt;
}

access::Resource resource_of(const people::Person& person) {
  return {
      .type = "person", .id = to_string(person.id), .unit = unit_of(person), .person = person.id};
}

Result<void> check_reveal(const Reveal& reveal) {
  if (!is_reference(reveal.purpose))
    return fail(Errc::invalid, "person.purpose", "Choose a purpose.");
  if (!is_reference(reveal.reference))
    return fail(Errc::invalid, "person.reference", "Name the case or ticket.");
  if (reveal.attributes.empty())
    return fail(Errc::invalid, "person.attributes", "Choose at least one attribute.");
  // What is asked for is written down: a word that names no attribute may hold anything.
  const auto is_unknown = [](const auto& name) {
    return people::Catalogue::standard().find(name) == nullptr;
  };
  if (std::ranges::any_of(reveal.attributes, is_unknown)) {
    return std::unexpected(
        Error{.code = Errc::invalid,
              .id = "person.attributes",
              .text = "Choose attributes of the catalogue.",
              .fields = {{"/attributes", "unknown", "This names no attribute."}}});
  }
  return {};
}

people::ActingAs acting_as(const access::Actor& actor, const access::Decision& decision) {
  return {.kind = std::string(access::to_string(actor.kind)),
          .id = actor.id,
          .role = decision.role,
          .purpose = "administration"};
}

}  // namespace

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./").find(c) != std::string_view::npos;
  });
}

Task<Result<PeopleDesk::Allowed>> PeopleDesk::allowed(const access::Actor& actor,
                                                      std::string_view permission, const Uuid& id,
                                                      const RequestContext& context,
                                                      const access::Named& named) const {
  auto person = co_await deps_.people.load(id);
  // Who may not look anywhere learns nothing about which ids exist.
  const auto resource =
      person ? resource_of(*person) : access::Resource{.type = "person", .id = to_string(id)};
  auto decision = co_await deps_.access.require(actor, permission, resource, context, named);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!person)
    co_return fail(Errc::not_found, "person.unknown", "There is no person with this id.");
  co_return Allowed{.person = std::move(*person), .decision = std::move(*decision)};
}

Task<> PeopleDesk::record(audit::Event event, const Allowed& allowed) const {
  event.actor_role = allowed.decision.role;
  event.subject = allowed.person.id;
  event.object_type = "person";
  event.object_id = to_string(allowed.person.id);
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  co_await deps_.journal.append(std::move(events));
}

Task<Result<access::Page<people::Person>>> PeopleDesk::find(const access::Actor& actor,
                                                            const PeopleQuery& query,
                                                            const RequestContext& context) const {
  const auto units = access::units_for(actor, "person.list", context.received);
  const bool everywhere = !units || units->contains(access::kRootUnit);
  if (!everywhere && (units->empty() || (query.unit && !units->contains(*query.unit)))) {
    const access::Resource resource{.type = "person", .unit = query.unit};
    auto denied = co_await deps_.access.require(actor, "person.list", resource, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  access::Page<people::Person> page;
  if (!query.login.empty()) {
    if (auto good = co_await count_look(actor, context); !good)
      co_return std::unexpected(std::move(good.error()));
    auto found = co_await deps_.people.find_by_login(query.login);
    if (found && (everywhere || units->contains(unit_of(*found).value_or(access::kRootUnit)))) {
      page.items.push_back(std::move(*found));
    }
    // Whether somebody has an account here is personal data; the address asked for is not written
    // down.
    auto event = access::make_event("person.searched", actor, context);
    event.purpose = "administration";
    event.object_type = "person";
    if (!page.items.empty()) event.subject = page.items.front().id;
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await deps_.journal.append(std::move(events));
    co_return page;
  }
  people::PersonFilter filter{
      .state = query.state, .unit = query.unit, .after = query.after, .limit = query.limit};
  if (!everywhere) filter.units = units;
  if (query.staff_only) filter.persona = people::PersonaKind::staff;
  page.items = co_await deps_.directory.list(filter);
  if (page.items.size() == static_cast<std::size_t>(query.limit))
    page.next = to_string(page.items.back().id);
  co_return page;
}

// A search tells something of people, whoever is shown: it counts as a look at one (R36).
Task<Result<void>> PeopleDesk::count_look(const access::Actor& actor,
                                          const RequestContext& context) const {
  if (!actor.id || co_await deps_.actors.count_read(*actor.id, context.received))
    co_return Result<void>{};
  co_await deps_.access.record_refusal(actor, "person.list", {.type = "person"}, "read_limit",
                                       context);
  co_return fail(Errc::rate_limited, "access.read_limit",
                 "You have looked at more people than your limits allow.");
}

Task<Result<people::SearchFound>> PeopleDesk::search(const access::Actor& actor,
                                                     const people::SearchTerms& terms,
                                                     const RequestContext& context) const {
  auto units = access::units_for(actor, "person.list", context.received);
  if (units && units->empty()) {
    auto denied = co_await deps_.access.require(actor, "person.list", {.type = "person"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  if (units && units->contains(access::kRootUnit)) units.reset();
  if (auto good = co_await count_look(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  auto found = co_await deps_.search.search(terms, units);
  // Which fields were asked and how many people were shown; never what was looked for.
  auto event = access::make_event("person.searched", actor, context);
  event.outcome = found ? audit::Outcome::success : audit::Outcome::failure;
  event.purpose = "administration";
  event.object_type = "person";
  boost::json::array asked;
  for (const auto& [name, value] :
       {std::pair{"name", &terms.name}, std::pair{"birthdate", &terms.birthdate},
        std::pair{"login", &terms.login}, std::pair{"number", &terms.number}}) {
    if (!value->empty()) asked.emplace_back(name);
  }
  event.details["fields"] = std::move(asked);
  event.details["shown"] = found ? found->people.size() : 0;
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  co_await deps_.journal.append(std::move(events));
  co_return found;
}

Task<Result<people::Person>> PeopleDesk::look(const access::Actor& actor, const Uuid& id,
                                              const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "person.list", id, context);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  auto event = access::make_event("person.found", actor, context);
  event.purpose = "administration";
  co_await record(std::move(event), *allowed_to);
  co_return std::move(allowed_to->person);
}

Task<Result<PersonView>> PeopleDesk::view(const access::Actor& actor, const Uuid& id,
                                          const access::Named& named,
                                          const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "person.read", id, context, named);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  auto event = access::make_event("person.viewed", actor, context);
  event.purpose = named.purpose.empty() ? "administration" : named.purpose;
  if (named.work_case) event.details["case"] = to_string(*named.work_case);
  co_await record(std::move(event), *allowed_to);
  auto attributes = co_await deps_.people.attributes(id, {});
  for (auto& attribute : attributes) attribute.value = kMask;
  co_return PersonView{.person = std::move(allowed_to->person),
                       .attributes = std::move(attributes)};
}

Task<Result<std::vector<people::Attribute>>> PeopleDesk::reveal(
    const access::Actor& actor, const Uuid& id, const Reveal& reveal,
    const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "person.reveal", id, context,
                                     {.purpose = reveal.purpose, .work_case = reveal.work_case});
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  if (auto good = check_reveal(reveal); !good) co_return std::unexpected(std::move(good.error()));
  auto event = access::make_event("person.read", actor, context);
  event.purpose = reveal.purpose;
  event.details["reference"] = reveal.reference;
  if (reveal.work_case) event.details["case"] = to_string(*reveal.work_case);
  boost::json::array names;
  for (const auto& name : reveal.attributes) names.emplace_back(name);
  event.details["attributes"] = std::move(names);
  co_await record(std::move(event), *allowed_to);
  co_return co_await deps_.people.attributes(id, reveal.attributes);
}

Task<Result<people::Person>> PeopleDesk::change_state(const access::Actor& actor, const Uuid& id,
                                                      people::PersonState to, std::string reason,
                                                      std::optional<std::int64_t> version,
                                                      const RequestContext& context) const {
  if (to != people::PersonState::active && to != people::PersonState::suspended) {
    co_return fail(Errc::invalid, "person.state",
                   "Here a person is suspended or made active again.");
  }
  const auto event = to == people::PersonState::suspended ? people::InterventionEvent::suspend
                                                          : people::InterventionEvent::lift;
  co_return co_await InterventionDesk(deps_).intervene(actor, id, event, std::move(reason), version,
                                                       context);
}

Task<Result<std::vector<privacy::ConnectedPortal>>> PeopleDesk::consents(
    const access::Actor& actor, const Uuid& id, const access::Named& named,
    const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "person.read", id, context, named);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  auto event = access::make_event("consent.read", actor, context);
  event.purpose = named.purpose.empty() ? "administration" : named.purpose;
  if (named.work_case) event.details["case"] = to_string(*named.work_case);
  co_await record(std::move(event), *allowed_to);
  co_return co_await deps_.consents.connected_portals(id);
}

Task<Result<void>> PeopleDesk::withdraw_consent(const access::Actor& actor, const Uuid& id,
                                                const Uuid& client, const access::Named& named,
                                                std::string reference,
                                                const RequestContext& context) const {
  // Whoever may not see in this case what the person agreed to does not end it either.
  const auto seen = co_await allowed(actor, "person.read", id, context, named);
  if (!seen) co_return std::unexpected(seen.error());
  const auto allowed_to = co_await allowed(actor, "person.write", id, context, named);
  if (!allowed_to) co_return std::unexpected(allowed_to.error());
  if (!is_reference(reference))
    co_return fail(Errc::invalid, "person.reference", "Name the case or ticket.");
  if (!co_await deps_.consents.revoke_by_staff(id, client, acting_as(actor, allowed_to->decision),
                                               std::move(reference), context))
    co_return fail(Errc::not_found, "consent.unknown", "The person agreed to nothing there.");
  co_return Result<void>{};
}

Task<Result<std::vector<authn::Session>>> PeopleDesk::sessions(
    const access::Actor& actor, const Uuid& id, const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "session.read", id, context);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  auto event = access::make_event("session.read_by_staff", actor, context);
  event.purpose = "administration";
  co_await record(std::move(event), *allowed_to);
  co_return co_await deps_.sessions.list(id);
}

Task<Result<int>> PeopleDesk::end_sessions(const access::Actor& actor, const Uuid& id,
                                           std::optional<Uuid> only, std::string reference,
                                           const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "session.end", id, context);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  if (!is_reference(reference))
    co_return fail(Errc::invalid, "person.reference", "Name the case or ticket.");
  authn::EndedByStaff ended{.by = acting_as(actor, allowed_to->decision), .reference = reference};
  ended.notices = co_await deps_.notices.write({.kind = authn::NoticeKind::sessions_ended,
                                                .person = id,
                                                .what = std::move(reference),
                                                .by_person = false},
                                               context);
  const int count = co_await deps_.sessions.end_by_staff(id, only, std::move(ended), context);
  if (only && count == 0)
    co_return fail(Errc::not_found, "session.unknown", "There is no such live session.");
  co_return count;
}

}  // namespace tessera::endpoints::admin
