#include "store/redis/embedded_script.hpp"

#include <stdexcept>

#include "redis_scripts.hpp"

namespace tessera::store::redis {

Script embedded_script(const std::string& name) {
  const auto path = name + ".lua";
  for (const auto& file : embedded::redis_scripts()) {
    if (file.path == path) return make_script(name, std::string(file.data));
  }
  throw std::logic_error("no script schema/redis/" + path);
}

}  // namespace tessera::store::redis
