// Log-ins by what people hold: a passkey, a smart card. Each turn is another person, from the
// portal's redirect to its tokens, in a browser that is known.
#pragma once

#include "bench/full/scenarios.hpp"

namespace tessera::bench {

[[nodiscard]] Scenario log_in_by_passkey(const Contents& contents);
// reader: the listener for cards, to which each turn makes a connection of its own.
[[nodiscard]] Scenario log_in_by_card(const Contents& contents, const Target& reader);

}  // namespace tessera::bench
