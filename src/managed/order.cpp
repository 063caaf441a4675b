#include "managed/order.hpp"

#include <algorithm>

namespace tessera::managed {
namespace {

enum class Mark { unseen, open, done };

// Depth first, without recursion: a file may name a chain of thousands.
class Walk {
 public:
  explicit Walk(const std::vector<std::vector<std::size_t>>& needs)
      : needs_(needs), marks_(needs.size(), Mark::unseen), next_(needs.size(), 0) {}

  // False when it met a cycle.
  bool from(std::size_t start, Order& out) {
    if (marks_[start] == Mark::unseen) enter(start);
    while (!path_.empty()) {
      const auto here = path_.back();
      if (next_[here] == needs_[here].size()) {
        marks_[here] = Mark::done;
        out.places.push_back(here);
        path_.pop_back();
        continue;
      }
      const auto there = needs_[here][next_[here]++];
      if (marks_[there] == Mark::open) {
        out.cycle = cycle_to(there);
        return false;
      }
      if (marks_[there] == Mark::unseen) enter(there);
    }
    return true;
  }

 private:
  void enter(std::size_t place) {
    marks_[place] = Mark::open;
    path_.push_back(place);
  }
  [[nodiscard]] std::vector<std::size_t> cycle_to(std::size_t place) const {
    return {std::ranges::find(path_, place), path_.end()};
  }

  const std::vector<std::vector<std::size_t>>& needs_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> next_;
  std::vector<std::size_t> path_;
};

}  // namespace

Order order_by_needs(const std::vector<std::vector<std::size_t>>& needs) {
  Order out;
  Walk walk(needs);
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (!walk.from(i, out)) return out;
  }
  return out;
}

}  // namespace tessera::managed
