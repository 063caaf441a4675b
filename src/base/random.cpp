#include <tessera/base/random.hpp>

namespace tessera {
namespace {

// SplitMix64: passes statistical tests, and one word of state makes any sequence easy to repeat.
std::uint64_t next_word(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

void SeededRandom::fill(std::span<std::uint8_t> out) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 8 == 0) word = next_word(state_);
    out[i] = static_cast<std::uint8_t>(word);
    word >>= 8;
  }
}

}  // namespace tessera
