// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a creation that is sent again
// because its answer was lost is answered as the first time and done once.
#pragma once

#include <functional>

#include "endpoints/admin/api.hpp"

namespace tessera::endpoints::admin {

using Work = std::function<Task<Answer>()>;

// Runs the work unless the same actor sent the same key within a day: its answer is given again
// then, with Idempotency-Replayed. Only successes are kept. Errors: "idempotency.key" (malformed),
// Errc::unsupported "idempotency.other_request" (the key was used with another request),
// Errc::conflict "idempotency.in_progress". Without the header the work simply runs.
[[nodiscard]] Task<Answer> run_once(const AdminDeps& deps, const access::Actor& actor,
                                    const http::Request& request, Work work);

}  // namespace tessera::endpoints::admin
