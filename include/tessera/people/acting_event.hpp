// How an event says who acts.
#pragma once

#include <optional>
#include <string>

#include <tessera/audit/event.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::people {

[[nodiscard]] audit::Event acting_event(std::string type, const ActingAs& by,
                                        const RequestContext& context);
// Somebody in his own name; anonymous if there is nobody.
[[nodiscard]] ActingAs as_person(const std::optional<Uuid>& person);
[[nodiscard]] ActingAs as_client(const std::optional<Uuid>& client);

}  // namespace tessera::people
