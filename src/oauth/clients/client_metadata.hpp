// The names of RFC 7591 and OpenID Connect Registration beside ours: what a client that registers
// itself sends and gets. Pure.
#pragma once

#include <boost/json/object.hpp>

#include <tessera/oauth/client.hpp>
#include <tessera/oauth/registration_store.hpp>

namespace tessera::oauth {

// RFC 7591 2: unknown members are ignored; what exceeds the template is left out or replaced, so
// the answer says what was registered. Errors "invalid_redirect_uri", "invalid_client_metadata",
// "unapproved_software_statement".
[[nodiscard]] Result<ClientRegistration> parse_metadata(const boost::json::object& metadata,
                                                        const RegistrationTemplate& limits,
                                                        const ClientProfile& profile);
// RFC 7592 2.2: a client replaces what it says of itself, never what administration decided:
// scopes, grants and types of details only become fewer; claims, agreement and demands of security
// stay. Errors as above.
[[nodiscard]] Result<ClientRegistration> parse_replacement(const boost::json::object& metadata,
                                                           const ClientRegistration& registered,
                                                           const ClientProfile& profile);
// RFC 7591 3.2.2: which error a refusal of check_registration is.
[[nodiscard]] std::unexpected<Error> metadata_error(const Error& error);
// What is registered, without what only administration knows.
[[nodiscard]] boost::json::object to_metadata(const ClientRegistration& registration);

}  // namespace tessera::oauth
