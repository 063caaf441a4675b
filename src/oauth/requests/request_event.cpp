#include "oauth/requests/request_event.hpp"

#include <tessera/people/acting_event.hpp>

namespace tessera::oauth {

audit::Event requested_event(const ClientEntry& client, std::string_view way,
                             const RequestContext& context) {
  auto event =
      people::acting_event("authorization.requested", people::as_client(client.client.id), context);
  event.object_type = "client";
  event.object_id = client.client_id;
  event.details["way"] = way;
  return event;
}

}  // namespace tessera::oauth
