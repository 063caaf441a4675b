// What only one node may do at a time (key rotation, sequencing, clean-up): it holds the lease of
// that name. Times are the database's, so that the clocks of nodes do not matter.
#pragma once

#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::runtime {

class Leases {
 public:
  virtual ~Leases() = default;
  // True if `holder` (the boot id of the node) has it from now on for that long: it was free, had
  // expired, or was its own and is renewed. Throws Unavailable.
  [[nodiscard]] virtual Task<bool> take(std::string name, Uuid holder, Duration for_long) = 0;
  // Gives back one's own; nothing happens if another has it.
  [[nodiscard]] virtual Task<> release(std::string name, Uuid holder) = 0;
};

}  // namespace tessera::runtime
