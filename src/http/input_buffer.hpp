// Bytes that were read and not yet used. Starts small: most connections are idle most of the time.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include <boost/asio/buffer.hpp>

#include <tessera/base/secret.hpp>

namespace tessera::http {

class InputBuffer {
 public:
  [[nodiscard]] std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  // Room for at least one byte more; the capacity stays below 2 * at_most.
  boost::asio::mutable_buffer prepare(std::size_t at_most) {
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == capacity_) grow(at_most);
    return {data_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t n) { end_ += n; }
  // Wipes what was used: it may be a password or a cookie.
  void consume(std::size_t n) {
    if (n == 0) return;
    wipe(data_.get() + begin_, n);
    begin_ += n;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Gives a grown buffer back once it is empty.
  void release() {
    if (!empty() || capacity_ <= kFirst) return;
    data_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr std::size_t kFirst = 4096;

  void grow(std::size_t at_most) {
    const auto wanted = std::max(kFirst, std::min(capacity_ * 2, std::max(at_most, capacity_ + 1)));
    auto bigger = std::make_unique_for_overwrite<char[]>(wanted);
    if (end_ > 0) std::memcpy(bigger.get(), data_.get(), end_);
    if (end_ > 0) wipe(data_.get(), end_);
    data_ = std::move(bigger);
    capacity_ = wanted;
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace tessera::http
