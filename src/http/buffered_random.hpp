// Request and trace ids need few random bytes very often: fetched from the real source in blocks.
// One per io thread; never for secrets, which would lie about in the block.
#pragma once

#include <algorithm>
#include <array>

#include <tessera/base/random.hpp>

namespace tessera::http {

class BufferedRandom final : public Random {
 public:
  explicit BufferedRandom(Random& source) : source_(source) {}
  void fill(std::span<std::uint8_t> out) override {
    if (out.size() > block_.size()) return source_.fill(out);
    if (block_.size() - used_ < out.size()) {
      source_.fill(block_);
      used_ = 0;
    }
    std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
  }

 private:
  Random& source_;
  std::array<std::uint8_t, 1024> block_{};
  std::size_t used_ = block_.size();
};

}  // namespace tessera::http
