#include "crypto/argon2_arena.hpp"

#include <sys/mman.h>

#include <tessera/base/secret.hpp>

// The linker sends every call of this program's objects to mmap and munmap to the __wrap_ names and
// provides the C library's own as __real_.
extern "C" {
void* __real_mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset);
int __real_munmap(void* address, std::size_t size);
void* __wrap_mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset);
int __wrap_munmap(void* address, std::size_t size);
}

namespace tessera::crypto {
namespace {

// Without a constructor, so that a call of mmap at any moment of a thread's life may look at it.
constinit thread_local int open_scopes = 0;

class Arena {
 public:
  ~Arena() { release(); }

  void* lend(std::size_t size) {
    if (lent_ > 0) return nullptr;
    if (size > size_ && !grow(size)) return nullptr;
    lent_ = size;
    ++served_;
    return memory_;
  }

  bool take_back(const void* address) {
    if (lent_ == 0 || address != memory_) return false;
    // From the final memory the passes can be unwound to its first blocks, against which a guess is
    // checked at the price of one fast hash. The kernel would have thrown the pages away.
    wipe(memory_, lent_);
    lent_ = 0;
    return true;
  }

  void release() {
    if (memory_ == nullptr || lent_ > 0) return;
    __real_munmap(memory_, size_);
    memory_ = nullptr;
    size_ = 0;
  }

  [[nodiscard]] Argon2ArenaUse use() const { return {.bytes_held = size_, .served = served_}; }

 private:
  bool grow(std::size_t size) {
    release();
    void* mapped = __real_mmap(nullptr, size, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (mapped == MAP_FAILED) return false;
    ::madvise(mapped, size, MADV_DONTDUMP);  // a hash at work stays out of core files
    memory_ = mapped;
    size_ = size;
    return true;
  }

  void* memory_ = nullptr;
  std::size_t size_ = 0;
  std::size_t lent_ = 0;  // bytes, while they are out
  std::size_t served_ = 0;
};

Arena& arena() {
  thread_local Arena instance;
  return instance;
}

bool is_working_memory(const void* address, int protection, int flags) {
  return open_scopes > 0 && address == nullptr && protection == (PROT_READ | PROT_WRITE) &&
         (flags & MAP_ANONYMOUS) != 0 && (flags & MAP_PRIVATE) != 0;
}

}  // namespace

Argon2ArenaScope::Argon2ArenaScope() {
  ++open_scopes;
}
Argon2ArenaScope::~Argon2ArenaScope() {
  --open_scopes;
}
Argon2ArenaUse argon2_arena_use() {
  return arena().use();
}
void release_argon2_arena() {
  arena().release();
}

}  // namespace tessera::crypto

void* __wrap_mmap(void* address, std::size_t size, int protection, int flags, int fd,
                  off_t offset) {
  using namespace tessera::crypto;
  if (is_working_memory(address, protection, flags)) {
    if (void* lent = arena().lend(size)) return lent;
  }
  return __real_mmap(address, size, protection, flags, fd, offset);
}

int __wrap_munmap(void* address, std::size_t size) {
  using namespace tessera::crypto;
  if (open_scopes > 0 && arena().take_back(address)) return 0;
  return __real_munmap(address, size);
}
