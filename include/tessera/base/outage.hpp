// When a backend last did not answer, as this process saw it: what was asked meanwhile may have
// been done without anybody being told.
#pragma once

#include <tessera/base/clock.hpp>

namespace tessera {

// Counted back from now; ended is 0 while it lasts.
struct Outage {
  Duration began{0};
  Duration ended{0};
};

}  // namespace tessera
