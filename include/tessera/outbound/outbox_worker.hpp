// Delivers what the outbox holds: claims, calls the handler of the kind, marks done, puts off with
// growing and scattered waits, and buries what failed too often (ADR 20).
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/outbound/outbox.hpp>

namespace tessera::outbound {

// Messages that follow: delivered. An error: it never will be. An exception: try again later.
// A handler may see the same message again and must not mind.
using Delivered = Result<std::vector<OutboxMessage>>;
using DeliveryHandler = std::function<Task<Delivered>(const ClaimedMessage&)>;

// The wait before attempt n+1 after n failed ones: 5 s doubling up to an hour, give or take 20 %;
// nullopt after the 16th (about nine hours). scatter: a random byte.
[[nodiscard]] std::optional<Duration> decide_wait(int attempts, std::uint8_t scatter);

class OutboxWorker {
 public:
  struct Parts {
    Outbox& outbox;
    const Clock& clock;
    Random& random;
    Duration patience = seconds{1};  // how long a batch waits for its slowest receiver
  };
  explicit OutboxWorker(Parts parts) : parts_(parts) {}
  // All handlers before the first run.
  void handle(std::string kind, DeliveryHandler handler);
  // Claims one batch of these kinds and delivers it, side by side on the calling io thread. Returns
  // how many were claimed; to be called about once a second, by any number of nodes. A receiver
  // that hangs is left behind after `patience`, and at most kMostAtOnce of a group (named by its
  // first kind) are under way, so that others get theirs meanwhile. The worker outlives its io
  // threads. Throws Unavailable. Metrics: tessera_outbox_deliveries_total{kind,outcome}.
  [[nodiscard]] Task<std::size_t> run_once(std::vector<std::string> kinds);
  // tessera_outbox_waiting, tessera_outbox_dead, tessera_outbox_overdue_seconds; about twice a
  // minute.
  [[nodiscard]] Task<> measure();
  // Empties what was given up a week ago; about once an hour.
  [[nodiscard]] Task<> clean_up();

  static constexpr std::size_t kMostAtOnce = 64;

 private:
  [[nodiscard]] Task<> deliver(ClaimedMessage message);
  [[nodiscard]] std::atomic<std::size_t>& under_way(const std::string& kind);
  [[nodiscard]] Task<> try_again(ClaimedMessage message, std::string failure);

  static constexpr int kBatch = 16;
  static constexpr Duration kLease = seconds{90};  // longer than any handler may take

  Parts parts_;
  std::map<std::string, DeliveryHandler> handlers_;
  std::map<std::string, std::atomic<std::size_t>> under_way_;  // by kind; filled by handle()
  std::atomic<std::size_t> others_under_way_ = 0;
};

}  // namespace tessera::outbound
