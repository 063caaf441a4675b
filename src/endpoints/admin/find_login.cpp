#include "endpoints/admin/find_login.hpp"

#include <tessera/access/make.hpp>

#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

bool is_in(const std::optional<std::set<Uuid>>& units, const Uuid& unit) {
  return !units || units->contains(unit);
}

bool is_known(const Visit& visit, const Reach& reach, const people::Person& person) {
  const auto unit = person.affiliation ? person.affiliation->unit : access::kRootUnit;
  if (is_in(access::units_for(visit.actor, "person.list", visit.context().received), unit))
    return true;
  if (visit.actor.id == person.id) return true;
  return (person.affiliation || !reach.staff_only) && is_in(reach.units, unit);
}

}  // namespace

Reach reach_of(const Visit& visit, std::string_view permission) {
  return {.units = access::units_for(visit.actor, permission, visit.context().received)};
}

Task<Result<people::Person>> find_login(const Visit& visit, Reach reach, std::string login) {
  const auto& deps = visit.deps;
  const auto counted = co_await PeopleDesk(deps).count_look(visit.actor, visit.context());
  if (!counted) co_return std::unexpected(counted.error());
  auto person = co_await deps.people.find_by_login(login);
  if (person && !is_known(visit, reach, *person)) person.reset();
  auto event = access::make_event("person.searched", visit.actor, visit.context());
  event.purpose = "administration";
  event.object_type = "person";
  if (person) event.subject = person->id;
  co_await deps.journal.append_one(std::move(event));
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  co_return std::move(*person);
}

}  // namespace tessera::endpoints::admin
