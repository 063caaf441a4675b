// The mail address an invitation went to, sealed until it is over.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::enrol {

[[nodiscard]] Bytes seal_contact(const Uuid& invitation, std::string_view mail,
                                 const crypto::Keyring& ring, Random& random);
[[nodiscard]] std::string open_contact(const Uuid& invitation, BytesView box,
                                       const crypto::Keyring& ring);

}  // namespace tessera::enrol
