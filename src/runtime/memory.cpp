#include <tessera/runtime/memory.hpp>

#include <malloc.h>

namespace tessera::runtime {

void give_memory_back() {
  malloc_trim(0);
}

}  // namespace tessera::runtime
