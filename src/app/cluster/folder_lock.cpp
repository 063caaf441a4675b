#include "app/cluster/folder_lock.hpp"

#include <sys/file.h>

#include "app/cluster/child.hpp"

namespace tessera::app {

bool lock_folder(int file) {
  constexpr auto kDying = seconds(2);
  return wait_until([&] { return flock(file, LOCK_EX | LOCK_NB) == 0; }, kDying);
}

}  // namespace tessera::app
