// Events and messages about persons.
#pragma once

#include <span>

#include <boost/json/array.hpp>

#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::people {

[[nodiscard]] audit::Event person_event(std::string type, const Uuid& person, const ActingAs& by,
                                        const RequestContext& context);
// Payload {"person": id}: an id is no personal data, so it is not sealed.
[[nodiscard]] OutboxMessage person_message(std::string kind, const Uuid& person, TimePoint now,
                                           Random& random);
[[nodiscard]] boost::json::array names_of(std::span<const Attribute> values);

}  // namespace tessera::people
