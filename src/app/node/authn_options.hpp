// The settings of sign-in, sessions and throttling as the room takes them.
#pragma once

#include <tessera/access/access_service.hpp>
#include <tessera/authn/make.hpp>
#include <tessera/base/level_policy.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

// Throws std::runtime_error if a file that they name cannot be read or says something wrong.
[[nodiscard]] authn::AuthnOptions make_authn_options(const Settings& settings,
                                                     access::AccessService& access, TimePoint now);

// Which level roles ask for. Throws std::runtime_error for a value that is no level.
[[nodiscard]] LevelPolicy make_level_policy(const Settings& settings);

}  // namespace tessera::app
