#include "app/commands/seal_grants.hpp"

#include <cstdio>

#include <tessera/codec/rfc3339.hpp>

#include "app/exit_code.hpp"
#include "app/node/offline.hpp"

namespace tessera::app {

int run_keys_seal_grants(const ConfigSource& source, bool all) {
  return run_offline(source, [all](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto context = command_context(backends);
    auto& grants = rooms.access.role_grants;
    const auto found = co_await grants.unsealed(context);
    for (const auto& grant : found) {
      std::printf(
          "%s  %s  %s  unit %s  until %s  %s\n", to_string(grant.id).c_str(),
          to_string(grant.person).c_str(), grant.role.c_str(), to_string(grant.unit).c_str(),
          grant.ends ? codec::render_rfc3339(*grant.ends).c_str() : "-", grant.reason.c_str());
      if (!all) continue;
      const auto done = co_await grants.seal(access::system_actor(), grant, context);
      if (!done) co_return complain(done.error());
    }
    if (all || found.empty()) {
      std::printf("%zu role grants were sealed\n", all ? found.size() : 0U);
      co_return kOk;
    }
    std::printf("%zu role grants have no seal and count for nothing; --all seals them\n",
                found.size());
    co_return kChangesPending;
  });
}

}  // namespace tessera::app
