// The server's configuration, from the settings.
#pragma once

#include <tessera/http/server.hpp>

#include "app/config/settings.hpp"
#include "app/node/rooms.hpp"

namespace tessera::app {

[[nodiscard]] http::ServerConfig make_http_config(const Settings& settings, Rooms& rooms);

}  // namespace tessera::app
