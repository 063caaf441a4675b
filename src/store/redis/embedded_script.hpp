// schema/redis/<name>.lua as a Script.
#pragma once

#include <string>

#include "store/redis/client.hpp"

namespace tessera::store::redis {

// Throws std::logic_error if there is no such file.
[[nodiscard]] Script embedded_script(const std::string& name);

}  // namespace tessera::store::redis
