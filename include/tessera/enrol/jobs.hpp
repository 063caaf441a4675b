// What enrolment does by itself. Any node may run it; each step is a commit with a version check,
// so two nodes at once do no harm, a lease only saves work.
#pragma once

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::enrol {

class Jobs {
 public:
  virtual ~Jobs() = default;
  // Timers of the state table; at least every minute. Returns how many fired.
  [[nodiscard]] virtual Task<int> fire_timers(TimePoint now) = 0;
  // Personal data and scans whose time is over, uploads that just stopped, invitations nobody took;
  // at least every hour. Returns how many applications were emptied.
  [[nodiscard]] virtual Task<int> clean_up(TimePoint now) = 0;
};

}  // namespace tessera::enrol
