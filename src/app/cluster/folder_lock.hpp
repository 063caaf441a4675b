// The lock of a data folder: it has one owner at a time.
#pragma once

namespace tessera::app {

// True once the lock (flock) on the open file is ours. An owner that was just killed holds it until
// the kernel has given its memory back, so it is tried for two seconds before it counts as taken.
[[nodiscard]] bool lock_folder(int file);

}  // namespace tessera::app
