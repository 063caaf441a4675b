// Discovery (OpenID Connect Discovery 4, RFC 8414 3) and the key set, from ready buffers.
#pragma once

#include <tessera/http/router.hpp>
#include <tessera/jose/key_snapshot.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

// keys must outlive the router.
void add_well_known_routes(http::Router& router, const Web& web,
                           const jose::KeySnapshotHolder& keys);

}  // namespace tessera::endpoints
