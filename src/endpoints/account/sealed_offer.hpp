// A one-time-code secret on its way through the page that shows it: sealed for one session, 15
// minutes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::endpoints {

[[nodiscard]] std::string seal_offer(const Secret& secret, const Uuid& session, TimePoint now,
                                     const crypto::Keyring& keys, Random& random);
[[nodiscard]] std::optional<Secret> open_offer(std::string_view sealed, const Uuid& session,
                                               TimePoint now, const crypto::Keyring& keys);

}  // namespace tessera::endpoints
