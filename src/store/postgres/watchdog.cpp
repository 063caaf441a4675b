#include "store/postgres/watchdog.hpp"

#include <sys/socket.h>

#include <tessera/runtime/log.hpp>

namespace tessera::store::postgres {
namespace {

using Steady = std::chrono::steady_clock;
constexpr auto kTick = std::chrono::milliseconds{250};

}  // namespace

Watchdog::Watchdog(Duration limit)
    : limit_(limit), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    tick_.wait_for(lock, stop, kTick, [] { return false; });
    cut_what_is_due();
  }
}

// Under the lock, so that the socket is still the one that was watched.
void Watchdog::cut_what_is_due() {
  const auto now = Steady::now();
  for (auto& entry : entries_) {
    if (now < entry.until) return;
    if (std::exchange(entry.cut, true)) continue;
    shutdown(entry.socket, SHUT_RDWR);
    runtime::log(runtime::Level::warn, "postgres.cut", {{"detail", "no answer in time"}});
  }
}

Watchdog::Watch::Watch(Watchdog* dog, int socket) : dog_(dog) {
  if (dog_ == nullptr) return;
  const std::scoped_lock lock(dog_->mutex_);
  dog_->entries_.push_back({.socket = socket, .until = Steady::now() + dog_->limit_});
  entry_ = std::prev(dog_->entries_.end());
}

Watchdog::Watch::~Watch() {
  if (dog_ == nullptr) return;
  const std::scoped_lock lock(dog_->mutex_);
  dog_->entries_.erase(entry_);
}

}  // namespace tessera::store::postgres
