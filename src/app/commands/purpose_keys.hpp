// tessera keys purposes | rotate --purpose | retire --purpose | rewrap --new-master: the table of
// keys by purpose (docs/operations/keys.md). All but the list use database.owner_url.
#pragma once

#include "app/commands/options.hpp"

namespace tessera::app {

int run_keys_purposes(const ConfigSource& source);
int run_keys_rotate_purpose(const ConfigSource& source, const std::string& purpose);
int run_keys_retire(const ConfigSource& source, const std::string& purpose);
int run_keys_rewrap(const ConfigSource& source, const std::string& new_master_file);

}  // namespace tessera::app
