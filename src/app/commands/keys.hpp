// tessera keys list | rotate | withdraw | not-before
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_keys_list(const ConfigSource& source);
// Publishes next keys where there are none and activates those that were published long enough.
int run_keys_rotate(const ConfigSource& source);
// After a compromise: nothing that this key signed is good from now on, and another one signs.
int run_keys_withdraw(const ConfigSource& source, const std::string& kid,
                      const std::string& reason);
// After a restore: sessions, codes and refresh tokens issued before now are refused.
int run_keys_not_before(const ConfigSource& source);

}  // namespace tessera::app
