// /enrol/... for applicants, /review/... for registrars.
#pragma once

#include <tessera/http/router.hpp>

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

void add_enrol_routes(http::Router& router, const EnrolDeps& deps);

}  // namespace tessera::endpoints
