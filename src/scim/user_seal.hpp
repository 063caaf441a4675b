// Fingerprints of a record for look-ups by equality. Each is bound to its client: two clients that
// know the same person cannot tell.
#pragma once

#include <string_view>
#include <vector>

#include <tessera/scim/user.hpp>

#include "scim/user_resource.hpp"

namespace tessera::scim {

[[nodiscard]] std::vector<people::Fingerprint> fingerprints_of(const UserInput& input,
                                                               const Uuid& client,
                                                               const crypto::Keyring& ring);
// Of a wanted value, under every key; empty for what no record can have.
[[nodiscard]] std::vector<Bytes> wanted_fingerprints(std::string_view kind, std::string_view value,
                                                     const Uuid& client,
                                                     const crypto::Keyring& ring);

}  // namespace tessera::scim
