// The process_* metrics that dashboards know, read from /proc/self.
#pragma once

#include <cstdint>
#include <string>

namespace tessera::runtime {

struct ProcessStats {
  double cpu_seconds = 0;
  double start_time_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;
  std::uint64_t threads = 0;
};

[[nodiscard]] ProcessStats load_process_stats();
[[nodiscard]] std::string render_process_stats(const ProcessStats& stats);

}  // namespace tessera::runtime
