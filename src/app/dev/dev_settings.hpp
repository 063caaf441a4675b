// The configuration of `tessera dev`: what tessera.toml would say, made from its flags and folder.
#pragma once

#include "app/cluster/cluster.hpp"
#include "app/commands/options.hpp"
#include "app/config/settings.hpp"
#include "app/dev/dev_folder.hpp"

namespace tessera::app {

struct HostPort {
  std::string host;
  int port = 0;
};
// "localhost:8443", "127.0.0.1:0", "[::1]:8443". Port 0 becomes a free one. Errc::invalid
// otherwise.
[[nodiscard]] Result<HostPort> parse_listen(const std::string& text);

[[nodiscard]] Settings make_dev_settings(const DevOptions& options, const HostPort& listen,
                                         const DevFolder& folder, Cluster& cluster);

}  // namespace tessera::app
