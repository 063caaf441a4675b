// GET /language/{locale}?return=<local path>: remembers the language in this browser and goes back.
// It changes nothing else, so it needs no form.
#pragma once

#include "endpoints/web.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> choose_language(const Web& web, http::Request& request);

}  // namespace tessera::endpoints
