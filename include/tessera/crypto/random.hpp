// The real source of randomness.
#pragma once

#include <tessera/base/random.hpp>

namespace tessera::crypto {

// OpenSSL's generator, drawn in batches per thread. Thread-safe.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace tessera::crypto
