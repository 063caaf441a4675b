// Routes of administration: /api/admin/v1 (JSON) and /admin (pages).
#pragma once

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints {

// For the public listener and for the unix socket. deps must outlive the router.
void add_admin_api_routes(http::Router& router, const AdminDeps& deps);
// For the public listener only.
void add_admin_page_routes(http::Router& router, const AdminDeps& deps);

}  // namespace tessera::endpoints
