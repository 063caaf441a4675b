// tessera healthcheck: asks a node whether it is ready, for container images without a shell.
#pragma once

#include <string>

namespace tessera::app {

// management_url: "http://127.0.0.1:9000". Exit code kOk or kFailed; says why on stderr.
int run_healthcheck(const std::string& management_url);

}  // namespace tessera::app
