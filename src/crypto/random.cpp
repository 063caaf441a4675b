#include <tessera/crypto/random.hpp>

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <openssl/rand.h>

#include <tessera/base/secret.hpp>

namespace tessera::crypto {
namespace {

[[noreturn]] void die() {
  std::fputs("tessera: the system has no randomness\n", stderr);
  std::abort();
}

void draw(std::uint8_t* out, std::size_t size) {
  if (RAND_bytes(out, static_cast<int>(size)) != 1) die();
}

// A call to the generator costs half a microsecond whatever it fills, so small requests share one.
// Bytes are wiped as they are given out. A forked child throws its copy away.
class Batch {
 public:
  ~Batch() { wipe(bytes_.data(), bytes_.size()); }

  void take(std::span<std::uint8_t> out) {
    if (generation_ != fork_generation() || bytes_.size() - used_ < out.size()) refill();
    std::memcpy(out.data(), bytes_.data() + used_, out.size());
    wipe(bytes_.data() + used_, out.size());
    used_ += out.size();
  }

 private:
  static int fork_generation() { return forks; }
  void refill() {
    draw(bytes_.data(), bytes_.size());
    used_ = 0;
    generation_ = fork_generation();
  }

  static inline std::atomic<int> forks = 0;
  static inline const int registered = pthread_atfork(nullptr, nullptr, [] { ++forks; });

  std::array<std::uint8_t, 1024> bytes_{};
  std::size_t used_ = bytes_.size();
  int generation_ = 0;
};

constexpr std::size_t kLargestShared = 64;

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  if (out.empty()) return;
  thread_local Batch batch;
  if (out.size() <= kLargestShared) return batch.take(out);
  draw(out.data(), out.size());
}

}  // namespace tessera::crypto
