#include "people/events.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/people/acting_event.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::people {

audit::Event acting_event(std::string type, const ActingAs& by, const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor = by.id;
  event.actor_kind = by.kind;
  event.actor_role = by.role;
  event.purpose = by.purpose;
  return event;
}

ActingAs as_person(const std::optional<Uuid>& person) {
  return {.kind = person ? "person" : "anonymous", .id = person, .role = {}, .purpose = {}};
}

ActingAs as_client(const std::optional<Uuid>& client) {
  return {.kind = client ? "client" : "anonymous", .id = client, .role = {}, .purpose = {}};
}

audit::Event person_event(std::string type, const Uuid& person, const ActingAs& by,
                          const RequestContext& context) {
  auto event = acting_event(std::move(type), by, context);
  event.subject = person;
  event.object_type = "person";
  event.object_id = to_string(person);
  return event;
}

OutboxMessage person_message(std::string kind, const Uuid& person, TimePoint now, Random& random) {
  const boost::json::object payload{{"person", to_string(person)}};
  return {make_uuid7(now, random), std::move(kind), to_bytes(boost::json::serialize(payload)),
          std::nullopt};
}

Move make_move(TimePoint now, Random& random) {
  const auto campaign = make_uuid7(now, random);
  const boost::json::object payload{{"campaign", to_string(campaign)}, {"reminder", false}};
  return {.campaign = campaign,
          .due = now + kMoveReview,
          .message = {make_uuid7(now, random), "campaign",
                      to_bytes(boost::json::serialize(payload)), std::nullopt}};
}

boost::json::array names_of(std::span<const Attribute> values) {
  boost::json::array names;
  for (const auto& value : values) names.emplace_back(value.name);
  return names;
}

}  // namespace tessera::people
