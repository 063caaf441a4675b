#include "app/commands/bootstrap.hpp"

#include <iostream>

#include "app/exit_code.hpp"
#include "app/node/offline.hpp"

namespace tessera::app {

int run_bootstrap_admin(const ConfigSource& source) {
  return run_offline(source, [](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto link =
        co_await rooms.enrol.invitations->create_bootstrap_invitation(command_context(backends));
    if (!link) co_return complain(link.error());
    std::cerr << "Open this link within 24 hours; it works once. Whoever opens it becomes the "
                 "first administrator.\n";
    std::cout << rooms.settings().text("server.public_url") << *link << "\n";
    co_return kOk;
  });
}

}  // namespace tessera::app
