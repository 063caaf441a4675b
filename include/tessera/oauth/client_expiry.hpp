// What ends with the agreement of a client.
#pragma once

#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_admin.hpp>

namespace tessera::oauth {

// Marks approved and suspended clients as expired whose agreement ended before context.received;
// each is an event "client.expired" with the reason "agreement_ended", and its grants are revoked.
// How many. A client that somebody changes meanwhile waits for the next run. Throws Unavailable.
[[nodiscard]] Task<int> expire_clients(ClientAdmin& clients, const RequestContext& context);

}  // namespace tessera::oauth
