#include "bench/full/usage.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tessera::bench {
namespace {

namespace fs = std::filesystem;

struct Stat {
  pid_t parent = 0;
  double own = 0;       // seconds
  double children = 0;  // of those waited for
};

// "" if the process has gone, which a read may also find after the file was opened.
std::string read_whole(const std::string& path) {
  std::string text(1024, '\0');
  std::ifstream file(path);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));  // sets badbit, throws nothing
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// proc(5): the name may hold spaces and parentheses, so fields count from the last parenthesis.
bool read_stat(const std::string& pid, Stat& out) {
  const auto text = read_whole("/proc/" + pid + "/stat");
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skip;
  double user = 0, system = 0, children_user = 0, children_system = 0;
  fields >> skip >> out.parent;
  for (int i = 0; i < 9; ++i) fields >> skip;
  fields >> user >> system >> children_user >> children_system;
  const auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
  out.own = (user + system) / tick;
  out.children = (children_user + children_system) / tick;
  return static_cast<bool>(fields);
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

double cpu_of(pid_t process) {
  Stat stat;
  return read_stat(std::to_string(process), stat) ? stat.own : 0;
}

double cpu_of_tree(pid_t root) {
  std::map<pid_t, Stat> all;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    Stat stat;
    if (is_number(name) && read_stat(name, stat)) all[static_cast<pid_t>(std::stoi(name))] = stat;
  }
  double sum = 0;
  std::vector<pid_t> open{root};
  while (!open.empty()) {
    const auto pid = open.back();
    open.pop_back();
    const auto found = all.find(pid);
    if (found == all.end()) continue;
    sum += found->second.own + found->second.children;
    for (const auto& [child, stat] : all) {
      if (stat.parent == pid) open.push_back(child);
    }
  }
  return sum;
}

std::size_t memory_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

double load_average() {
  std::ifstream file("/proc/loadavg");
  double out = 0;
  file >> out;
  return out;
}

Cpu cpu_now(const Watched& w) {
  return {cpu_of(w.tessera), cpu_of_tree(w.postgres), cpu_of(w.redis)};
}

Cpu operator-(const Cpu& a, const Cpu& b) {
  return {a.tessera - b.tessera, a.postgres - b.postgres, a.redis - b.redis};
}

Cpu operator/(const Cpu& a, double n) {
  return {a.tessera / n, a.postgres / n, a.redis / n};
}

}  // namespace tessera::bench
