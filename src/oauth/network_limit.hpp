// How much one network may ask without credentials, on all nodes together.
#pragma once

#include <string_view>

#include <tessera/authn/throttle.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>

namespace tessera::oauth {

struct NetworkLimit {
  std::string_view name;  // short, of the key in the store: "par"
  int most = 0;           // of one network (IPv4 /32, IPv6 /64) ...
  Duration window{};      // ... within this time
};

// Counts one; false beyond the limit. Throws Unavailable.
[[nodiscard]] Task<bool> take_place(authn::ThrottleStore& throttle, NetworkLimit limit,
                                    const RequestContext& context);

}  // namespace tessera::oauth
