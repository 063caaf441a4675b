// /sign-in, /sign-out, /signed-out and /account/...
#pragma once

#include <tessera/http/router.hpp>

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

void add_account_routes(http::Router& router, const AccountDeps& deps);

}  // namespace tessera::endpoints
