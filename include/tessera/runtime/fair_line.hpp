// A bounded line in which groups take turns, so that no group keeps the others waiting, however
// many of it come: within a group the first is the first, between groups round robin. A full line
// makes room for whoever's group has less in it than the largest, by sending away the last of that.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tessera::runtime {

// Not thread-safe.
template <class T>
class FairLine {
 public:
  struct Pushed {
    bool accepted = false;
    std::optional<T> sent_away = std::nullopt;  // had been accepted before, and gives way
  };

  Pushed push(std::string_view group, T item, std::size_t limit) {
    Pushed pushed{.accepted = true};
    if (size_ >= limit) {
      pushed.sent_away = make_room(group);
      if (!pushed.sent_away) return {};
    }
    auto [place, is_new] = groups_.try_emplace(std::string(group));
    if (is_new) turns_.push_back(place->first);
    place->second.push_back(std::move(item));
    ++size_;
    return pushed;
  }

  std::optional<T> pop() {
    if (turns_.empty()) return std::nullopt;
    auto group = std::move(turns_.front());
    turns_.pop_front();
    const auto place = groups_.find(group);
    std::optional<T> item = std::move(place->second.front());
    place->second.pop_front();
    --size_;
    if (place->second.empty()) {
      groups_.erase(place);
    } else {
      turns_.push_back(std::move(group));
    }
    return item;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  // Only if the largest group has at least two more, so that it stays no smaller than the other.
  std::optional<T> make_room(std::string_view group) {
    const auto mine = groups_.find(group);
    const std::size_t own = mine == groups_.end() ? 0 : mine->second.size();
    auto largest = groups_.end();
    for (auto each = groups_.begin(); each != groups_.end(); ++each) {
      if (largest == groups_.end() || each->second.size() > largest->second.size()) largest = each;
    }
    if (largest == groups_.end() || largest->second.size() < own + 2) return std::nullopt;
    std::optional<T> last = std::move(largest->second.back());
    largest->second.pop_back();
    --size_;
    return last;
  }

  std::map<std::string, std::deque<T>, std::less<>> groups_;  // none is empty
  std::list<std::string> turns_;                              // each group once
  std::size_t size_ = 0;
};

}  // namespace tessera::runtime
