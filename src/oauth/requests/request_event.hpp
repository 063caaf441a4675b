// What a client asked for without the browser of a person: the event that a request was taken.
#pragma once

#include <string_view>

#include <tessera/audit/event.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

// way: "pushed", "device", "backchannel"
[[nodiscard]] audit::Event requested_event(const ClientEntry& client, std::string_view way,
                                           const RequestContext& context);

}  // namespace tessera::oauth
