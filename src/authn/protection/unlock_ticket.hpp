// Proof of a second factor at the sign-in of a frozen person, carried by the page that offers to
// unlock: sealed to the browser, for ten minutes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

inline constexpr minutes kUnlockLife{10};

[[nodiscard]] std::string seal_unlock_ticket(const Uuid& person, std::string_view binding,
                                             TimePoint now, const crypto::Keyring& keys,
                                             Random& random);
[[nodiscard]] std::optional<Uuid> open_unlock_ticket(std::string_view ticket,
                                                     std::string_view binding, TimePoint now,
                                                     const crypto::Keyring& keys);

}  // namespace tessera::authn
