// GET /
#pragma once

#include "endpoints/web.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_start(const Web& web, http::Request& request,
                                              bool has_outbox);

}  // namespace tessera::endpoints
