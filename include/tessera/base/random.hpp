// Randomness comes through this port; crypto/random.hpp has the real one (OpenSSL), tests seed
// theirs.
#pragma once

#include <cstdint>
#include <span>

#include <tessera/base/bytes.hpp>

namespace tessera {

class Random {
 public:
  virtual ~Random() = default;
  // Fills out with unpredictable bytes. Thread-safe; never fails (aborts if the system has none).
  virtual void fill(std::span<std::uint8_t> out) = 0;
  [[nodiscard]] Bytes bytes(std::size_t n) {
    Bytes out(n);
    fill(out);
    return out;
  }
};

// Deterministic, for tests and for the demo data generator only. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace tessera
