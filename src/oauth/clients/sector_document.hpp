// The document behind sector_identifier_uri (OpenID Connect Core 8.1): it lists every redirect URI
// of the clients that know people by the same subjects.
#pragma once

#include <tessera/oauth/client.hpp>
#include <tessera/oauth/http_fetch.hpp>

namespace tessera::oauth {

// Fetches it and puts its host into `sector`; nothing to do without one. Errc::invalid
// "client.invalid": "not_fetched", "not_an_array", "lacks_a_redirect_uri"; "lacks_the_jwks_uri" of
// a client that reaches people without redirect URIs, or does not prove itself by the keys there.
[[nodiscard]] Task<Result<void>> check_sector_document(ClientRegistration& registration,
                                                       HttpFetch& fetch);

}  // namespace tessera::oauth
