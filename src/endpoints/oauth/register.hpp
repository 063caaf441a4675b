// The client registration endpoint (RFC 7591 3) and the client configuration endpoint (RFC 7592 2).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> register_client(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> read_client(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> replace_client(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> remove_client(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
