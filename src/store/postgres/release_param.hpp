// Releases as one JSON parameter, as schema/queries/release takes them.
#pragma once

#include <span>
#include <string>

#include <tessera/privacy/release.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

[[nodiscard]] Param release_param(std::span<const privacy::NewRelease> releases);

}  // namespace tessera::store::postgres
