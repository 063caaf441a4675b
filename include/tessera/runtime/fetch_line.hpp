// Those who want a document of one other side: one fetches it, the others wait for him.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::runtime {

// Thread-safe. Made by make_shared.
class FetchLine : public std::enable_shared_from_this<FetchLine> {
 public:
  struct Limits {
    int burst = 0;             // fetches at once,
    Duration refill{};         // then one per this time
    std::size_t waiting = 64;  // the most who wait
  };
  explicit FetchLine(Limits limits) : limits_(limits), left_(limits.burst) {}

  // The right to fetch. Ends with its life, also when the request that has it is cancelled.
  class Turn {
   public:
    explicit Turn(std::shared_ptr<FetchLine> line) : line_(std::move(line)) {}
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    // Nobody was asked, because of us: it counts for nothing, and who waited is told.
    void give_back() { unused_ = true; }

   private:
    std::shared_ptr<FetchLine> line_;
    bool unused_ = false;
  };
  using TurnRef = std::unique_ptr<Turn>;

  // nullptr: somebody else is at it, or too many were made.
  [[nodiscard]] TurnRef take(TimePoint now);
  // Until the turn under way ends; at once if none is. Throws Unavailable: too many wait, or the
  // turn was given back.
  [[nodiscard]] static Task<> wait(std::shared_ptr<FetchLine> line);

 private:
  struct Waiter {
    boost::asio::steady_timer timer;
    bool unused = false;
  };
  void end(bool unused);

  const Limits limits_;
  std::mutex mutex_;
  bool taken_ = false;
  int left_;
  TimePoint refilled_;
  std::vector<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace tessera::runtime
