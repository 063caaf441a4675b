#include <tessera/base/secret.hpp>

#include <string.h>  // explicit_bzero is not in <cstring>

namespace tessera {

void wipe(void* data, std::size_t size) noexcept {
  if (data != nullptr) explicit_bzero(data, size);
}

}  // namespace tessera
