// A TCP port of loopback that nobody listens on now, another one each time. Below the ports that
// outgoing connections take, which the kernel would give away again before a server listens.
#pragma once

#include <random>
#include <set>
#include <string>

#include "tests/support/is_free_port.hpp"

namespace tessera::test {

inline std::string free_port() {
  static std::minstd_rand random{std::random_device{}()};
  static std::set<int> given;
  for (;;) {
    const int port = 12'000 + static_cast<int>(random() % 8'000);
    if (!given.contains(port) && is_free_port(port)) {
      given.insert(port);
      return std::to_string(port);
    }
  }
}

}  // namespace tessera::test
