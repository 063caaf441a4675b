// What systemd is told (sd_notify(3)): a datagram to NOTIFY_SOCKET, nothing without one.
#pragma once

#include <string_view>

namespace tessera::app {

// state: "READY=1", "STOPPING=1", "STATUS=waiting for PostgreSQL" ...
void tell_service_manager(std::string_view state);

}  // namespace tessera::app
