// What answers to requests with an access token carry, whichever API it is.
#pragma once

#include <string>
#include <string_view>

#include <tessera/http/message.hpp>
#include <tessera/oauth/dpop.hpp>
#include <tessera/oauth/protected_resource.hpp>

namespace tessera::endpoints {

// RFC 6750 3, RFC 9449 7.1: the challenge is of the scheme that was tried; ids of ours are no codes
// of those standards.
[[nodiscard]] std::string challenge_for(const http::Request& request, Error error,
                                        std::string_view public_url,
                                        const oauth::ProtectedResource& resource);

// RFC 9449 8.2: whoever proves a key is told the nonce for the next proof. dpop: nullptr for none.
[[nodiscard]] http::Response with_nonce(oauth::DpopProofs* dpop, const http::Request& request,
                                        http::Response response);

}  // namespace tessera::endpoints
