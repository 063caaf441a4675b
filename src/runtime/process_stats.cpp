#include "runtime/process_stats.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

namespace tessera::runtime {

namespace {

double boot_time() {
  std::ifstream in("/proc/stat");
  std::string word;
  double value = 0;
  while (in >> word)
    if (word == "btime" && in >> value) return value;
  return 0;
}

// proc(5): the fields after the command name, which may itself contain spaces and brackets.
void read_stat(ProcessStats& stats) {
  std::ifstream in("/proc/self/stat");
  std::string line;
  std::getline(in, line);
  const auto end = line.rfind(')');
  if (end == std::string::npos) return;
  std::istringstream fields(line.substr(end + 1));
  std::string skipped;
  const auto skip = [&](int n) {
    while (n-- > 0) fields >> skipped;
  };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  double user = 0;
  double system = 0;
  double start = 0;
  std::uint64_t pages = 0;
  skip(11);
  fields >> user >> system;
  skip(4);
  fields >> stats.threads;
  skip(1);
  fields >> start >> stats.virtual_bytes >> pages;
  stats.cpu_seconds = (user + system) / ticks;
  stats.start_time_seconds = boot_time() + start / ticks;
  stats.resident_bytes = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t count_fds() {
  std::error_code ec;
  std::uint64_t n = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", ec), end; !ec && it != end;
       it.increment(ec))
    ++n;
  return n;
}

}  // namespace

ProcessStats load_process_stats() {
  ProcessStats stats;
  read_stat(stats);
  stats.open_fds = count_fds();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) stats.max_fds = limit.rlim_cur;
  return stats;
}

std::string render_process_stats(const ProcessStats& s) {
  std::ostringstream out;
  out.precision(15);
  const auto line = [&](const char* name, const char* type, const char* help, auto value) {
    out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n'
        << name << ' ' << value << '\n';
  };
  line("process_cpu_seconds_total", "counter", "User and system CPU time", s.cpu_seconds);
  line("process_start_time_seconds", "gauge", "Start time since the epoch", s.start_time_seconds);
  line("process_resident_memory_bytes", "gauge", "Resident memory", s.resident_bytes);
  line("process_virtual_memory_bytes", "gauge", "Virtual memory", s.virtual_bytes);
  line("process_open_fds", "gauge", "Open file descriptors", s.open_fds);
  line("process_max_fds", "gauge", "Limit of file descriptors", s.max_fds);
  line("process_threads", "gauge", "Threads", s.threads);
  return out.str();
}

}  // namespace tessera::runtime
