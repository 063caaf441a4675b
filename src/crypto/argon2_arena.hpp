// The working memory of Argon2id, kept per thread. libsodium maps it, touches it and unmaps it on
// every call, and the page faults cost more than the hash; it has no hook for an allocator, so its
// calls of mmap and munmap are wrapped at link time (src/crypto/room.cmake) and land here.
// docs/adr/0007 has the measurements and what else was tried.
#pragma once

#include <cstddef>

namespace tessera::crypto {

// While one lives, an anonymous private mapping that this thread makes through the wrapped calls is
// served from its arena: one at a time, others fall through to the kernel, as they do without a
// scope.
class Argon2ArenaScope {
 public:
  Argon2ArenaScope();
  ~Argon2ArenaScope();
  Argon2ArenaScope(const Argon2ArenaScope&) = delete;
  Argon2ArenaScope& operator=(const Argon2ArenaScope&) = delete;
};

struct Argon2ArenaUse {
  std::size_t bytes_held = 0;  // by this thread, now
  std::size_t served = 0;      // mappings served without the kernel since the thread began
};
[[nodiscard]] Argon2ArenaUse argon2_arena_use();
void release_argon2_arena();

}  // namespace tessera::crypto
