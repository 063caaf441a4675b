// SCIM 2.0 (RFC 7643, RFC 7644) under /scim/v2.
#pragma once

#include <tessera/http/router.hpp>

#include "endpoints/scim/deps.hpp"

namespace tessera::endpoints {

void add_scim_routes(http::Router& router, const ScimDeps& deps);

}  // namespace tessera::endpoints
