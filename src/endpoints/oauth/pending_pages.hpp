// The person's pages for requests that something else polls for: GET and POST /device (the code of
// a device), /device/confirm and /account/requests/confirm (approve or deny).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_device(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> enter_device_code(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_pending(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> answer_pending(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
