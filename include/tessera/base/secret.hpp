// A secret in memory: zeroed when it goes, never printed, never compared by ==.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <tessera/base/bytes.hpp>

namespace tessera {

// Overwrites memory in a way the optimiser keeps.
void wipe(void* data, std::size_t size) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : bytes_(to_bytes(text)) {}
  explicit Secret(Bytes bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  Secret& operator=(Secret other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_.data(), bytes_.size()); }

  // Named so that a reviewer finds every use.
  [[nodiscard]] std::string_view reveal() const { return as_text(bytes_); }
  [[nodiscard]] BytesView reveal_bytes() const { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] bool matches(BytesView other) const {
    return equal_in_constant_time(bytes_, other);
  }

 private:
  Bytes bytes_;
};

}  // namespace tessera
