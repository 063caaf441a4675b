// What the allocator keeps of a load that has passed.
#pragma once

namespace tessera::runtime {

// Gives free pages inside the heaps back to the system; milliseconds, not for an io thread. glibc
// does so by itself only at the end of a heap, and each thread has a heap of its own.
void give_memory_back();

}  // namespace tessera::runtime
