// Counting of attempts in windows: codes asked for, codes guessed, applications begun.
#pragma once

#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::enrol {

class Throttle {
 public:
  virtual ~Throttle() = default;
  // Counts one attempt of this bucket; false if it is more than `limit` within the window, which
  // begins with the first. Atomic over all nodes. Bucket names hold no personal data in clear.
  [[nodiscard]] virtual Task<bool> take(std::string_view bucket, int limit, Duration window) = 0;
};

}  // namespace tessera::enrol
