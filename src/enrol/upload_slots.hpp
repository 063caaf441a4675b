// The few uploads a node takes at once: one of each application, half of them from one address, and
// none that is slower than a slow line while somebody else waits. Thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::enrol {

class UploadSlots;

// A place among them; given back when it goes.
class UploadSlot {
 public:
  UploadSlot(UploadSlots& slots, std::size_t id) : slots_(&slots), id_(id) {}
  UploadSlot(UploadSlot&& other) noexcept
      : slots_(std::exchange(other.slots_, nullptr)), id_(other.id_) {}
  UploadSlot& operator=(UploadSlot&&) = delete;
  ~UploadSlot();
  // So many bytes came. False if the place was given to another upload meanwhile.
  [[nodiscard]] bool count(std::size_t bytes);

 private:
  UploadSlots* slots_;
  std::size_t id_;
};

class UploadSlots {
 public:
  explicit UploadSlots(std::size_t most) : most_(most) {}
  UploadSlots(const UploadSlots&) = delete;
  UploadSlots& operator=(const UploadSlots&) = delete;
  // nullopt: all are taken. An older upload of the same application gives way, and so does one that
  // is too slow.
  [[nodiscard]] std::optional<UploadSlot> take(const Uuid& application, std::string_view address,
                                               TimePoint now);

 private:
  friend class UploadSlot;
  struct Use {
    Uuid application;
    std::string address;  // what connections are counted by
    TimePoint began;
    std::size_t bytes = 0;
  };
  [[nodiscard]] std::size_t count_from(const std::string& address) const;
  bool drop_slow(TimePoint now);

  const std::size_t most_;
  std::mutex mutex_;
  std::size_t last_ = 0;
  std::map<std::size_t, Use> uses_;
};

}  // namespace tessera::enrol
