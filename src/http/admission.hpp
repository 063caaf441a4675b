// How many connections there may be, in all and per client address. Thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string_view>

#include <tessera/base/ip_address.hpp>

namespace tessera::http {

class Admission {
 public:
  Admission(std::size_t total, std::size_t per_address)
      : total_(total), per_address_(per_address) {}

  // "" and counted, or the limit that says no. Without an address only the total counts.
  [[nodiscard]] std::string_view enter(const std::optional<IpAddress>& address) {
    const std::lock_guard lock(mutex_);
    if (count_ >= total_) return "connections";
    if (address) {
      auto& here = by_address_[address->group().bytes];
      if (here >= per_address_) return "connections_per_address";
      ++here;
    }
    ++count_;
    return {};
  }
  void leave(const std::optional<IpAddress>& address) {
    const std::lock_guard lock(mutex_);
    --count_;
    if (!address) return;
    const auto here = by_address_.find(address->group().bytes);
    if (--here->second == 0) by_address_.erase(here);
  }
  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  const std::size_t total_;
  const std::size_t per_address_;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::map<std::array<std::uint8_t, 16>, std::size_t> by_address_;
};

// One place in Admission and in the worker's load, given back at the end.
class Ticket {
 public:
  Ticket(std::shared_ptr<Admission> admission, std::optional<IpAddress> address)
      : admission_(std::move(admission)), address_(std::move(address)) {}
  Ticket(Ticket&& other) noexcept = default;
  Ticket& operator=(Ticket&&) = delete;
  ~Ticket() {
    if (admission_) admission_->leave(address_);
  }

 private:
  std::shared_ptr<Admission> admission_;
  std::optional<IpAddress> address_;
};

}  // namespace tessera::http
