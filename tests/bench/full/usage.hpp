// What processes cost, from /proc.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace tessera::bench {

// CPU seconds of the process and of all its descendants, those that ended and were waited for
// included.
[[nodiscard]] double cpu_of_tree(pid_t root);
[[nodiscard]] double cpu_of(pid_t process);
// Resident memory of the one process, in bytes.
[[nodiscard]] std::size_t memory_of(pid_t process);
[[nodiscard]] double load_average();

struct Watched {
  pid_t tessera = 0;
  pid_t postgres = 0;
  pid_t redis = 0;
};

// CPU seconds, the three apart.
struct Cpu {
  double tessera = 0;
  double postgres = 0;
  double redis = 0;
  [[nodiscard]] double total() const { return tessera + postgres + redis; }
};
[[nodiscard]] Cpu cpu_now(const Watched& watched);
[[nodiscard]] Cpu operator-(const Cpu& a, const Cpu& b);
[[nodiscard]] Cpu operator/(const Cpu& a, double n);

}  // namespace tessera::bench
