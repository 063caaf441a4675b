#include "people/events.hpp"

#include <boost/json/serialize.hpp>

namespace tessera::people {

audit::Event person_event(std::string type, const Uuid& person, const ActingAs& by,
                          const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor = by.id;
  event.actor_kind = by.kind;
  event.actor_role = by.role;
  event.purpose = by.purpose;
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

boost::json::array names_of(std::span<const Attribute> values) {
  boost::json::array names;
  for (const auto& value : values) names.emplace_back(value.name);
  return names;
}

}  // namespace tessera::people
