// What the endpoints of this shelf share: reading a form, and the error answers of RFC 6749 5.2.
#pragma once

#include <optional>
#include <string>

#include <tessera/base/error.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/http/message.hpp>
#include <tessera/oauth/token_service.hpp>
#include <tessera/oauth/token_verifier.hpp>

namespace tessera::endpoints {

// The decoded body of a form POST, or invalid_request.
[[nodiscard]] Result<codec::Form> oauth_form(const http::Request& request);
// What proves the sender of a request: DPoP headers, the TLS certificate, and the address that a
// proof must name.
[[nodiscard]] oauth::SenderProof sender_of(const http::Request& request);
[[nodiscard]] oauth::ClientCredentials credentials_of(const http::Request& request,
                                                      const codec::Form& form);
// 400, 401 with WWW-Authenticate for invalid_client, 429 with Retry-After; never cached.
[[nodiscard]] http::Response oauth_error(const Error& error);
// 200, never cached (RFC 6749 5.1).
[[nodiscard]] http::Response oauth_json(std::string body);
[[nodiscard]] http::Response oauth_answer(oauth::QueryAnswer answer);

}  // namespace tessera::endpoints
