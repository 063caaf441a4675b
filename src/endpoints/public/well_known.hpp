// Discovery (OpenID Connect Discovery 4, RFC 8414 3), the key set and the metadata of our own
// resources (RFC 9728 3), from ready buffers.
#pragma once

#include <tessera/http/router.hpp>
#include <tessera/jose/key_snapshot.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

// keys must outlive the router.
void add_well_known_routes(http::Router& router, const Web& web,
                           const jose::KeySnapshotHolder& keys, std::string_view trust_framework);

}  // namespace tessera::endpoints
