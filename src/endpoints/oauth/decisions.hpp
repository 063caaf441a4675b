// The policy decision point of the AuthZEN Authorization API 1.0: /access/v1/...
#pragma once

#include <tessera/http/message.hpp>

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> evaluate(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> evaluate_all(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> search_actions(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
