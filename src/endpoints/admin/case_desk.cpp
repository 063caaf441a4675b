#include "endpoints/admin/case_desk.hpp"

#include <tessera/access/make.hpp>

namespace tessera::endpoints::admin {
namespace {

constexpr int kPage = 50;

std::optional<Uuid> unit_of(const people::Person& person) {
  return person.affiliation ? std::optional(person.affiliation->unit) : std::nullopt;
}

people::ActingAs acting_as(const access::Actor& actor, const access::Decision& decision) {
  return {.kind = std::string(access::to_string(actor.kind)),
          .id = actor.id,
          .role = decision.role,
          .purpose = "account_case"};
}

}  // namespace

Task<Result<access::Page<authn::AccountCase>>> CaseDesk::queue(
    const access::Actor& actor, std::optional<Uuid> after, const RequestContext& context) const {
  const auto units = access::units_for(actor, "account_case.read", context.received);
  if (units && units->empty()) {
    auto denied = co_await deps_.access.require(actor, "account_case.read",
                                                {.type = "account_case"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  access::Page<authn::AccountCase> page;
  const auto open = co_await deps_.freezing.open_cases(after, kPage);
  for (const auto& each : open) {
    const auto person = co_await deps_.people.load(each.person);
    const auto unit = person ? unit_of(*person).value_or(access::kRootUnit) : access::kRootUnit;
    if (!units || units->contains(unit)) page.items.push_back(each);
  }
  if (open.size() == kPage) page.next = to_string(open.back().id);
  co_return page;
}

Task<Result<CaseDesk::Allowed>> CaseDesk::allowed(const access::Actor& actor,
                                                  std::string_view permission, const Uuid& id,
                                                  const RequestContext& context) const {
  auto found = co_await deps_.freezing.find_case(id);
  std::optional<people::Person> person;
  if (found) person = co_await deps_.people.load(found->person);
  access::Resource resource{.type = "account_case", .id = to_string(id)};
  if (person) {
    resource.unit = unit_of(*person);
    resource.person = person->id;
  }
  auto decision = co_await deps_.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!person) co_return fail(Errc::not_found, "case.unknown");
  co_return Allowed{.view = {.account_case = std::move(*found), .person = std::move(*person)},
                    .decision = std::move(*decision)};
}

Task<Result<CaseDesk::View>> CaseDesk::view(const access::Actor& actor, const Uuid& id,
                                            const RequestContext& context) const {
  auto allowed_to = co_await allowed(actor, "account_case.read", id, context);
  if (!allowed_to) co_return std::unexpected(std::move(allowed_to.error()));
  auto event = access::make_event("account_case.viewed", actor, context);
  event.actor_role = allowed_to->decision.role;
  event.purpose = "account_case";
  event.subject = allowed_to->view.person.id;
  event.object_type = "account_case";
  event.object_id = to_string(id);
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  co_await deps_.journal.append(std::move(events));
  co_return std::move(allowed_to->view);
}

Task<Result<void>> CaseDesk::add_note(const access::Actor& actor, const Uuid& id, std::string note,
                                      const RequestContext& context) const {
  const auto allowed_to = co_await allowed(actor, "account_case.decide", id, context);
  if (!allowed_to) co_return std::unexpected(allowed_to.error());
  co_return co_await deps_.freezing.add_note(id, std::move(note),
                                             acting_as(actor, allowed_to->decision), context);
}

Task<Result<void>> CaseDesk::release(const access::Actor& actor, const Uuid& id, std::string note,
                                     const RequestContext& context) const {
  const auto allowed_to = co_await allowed(actor, "account_case.decide", id, context);
  if (!allowed_to) co_return std::unexpected(allowed_to.error());
  co_return co_await deps_.freezing.release(id, std::move(note),
                                            acting_as(actor, allowed_to->decision), context);
}

}  // namespace tessera::endpoints::admin
