// The settings of sign-in, sessions and throttling as the room takes them.
#pragma once

#include <tessera/access/access_service.hpp>
#include <tessera/authn/make.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

// Throws std::runtime_error if a file that they name cannot be read or says something wrong.
[[nodiscard]] authn::AuthnOptions make_authn_options(const Settings& settings,
                                                     access::AccessService& access);

}  // namespace tessera::app
