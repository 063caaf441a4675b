// The settings of passkeys as the room of sign-in takes them.
#pragma once

#include <tessera/authn/passkeys.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

// The host of server.public_url (WebAuthn 5.1.2).
[[nodiscard]] authn::webauthn::RelyingParty make_relying_party(const Settings& settings);

// The relying party is the host of server.public_url (WebAuthn 5.1.2). Throws std::runtime_error
// for a word or a file that cannot be used; metadata that is overdue is one of them, as nothing
// would be trusted by it.
[[nodiscard]] authn::PasskeyOptions make_passkey_options(const Settings& settings, TimePoint now);

// The list of models that passkeys.metadata_file holds; nullptr: none. Throws as above.
[[nodiscard]] std::shared_ptr<const authn::webauthn::Metadata> load_metadata(
    const Settings& settings, TimePoint now);

}  // namespace tessera::app
