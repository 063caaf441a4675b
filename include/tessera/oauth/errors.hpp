// Errors of RFC 6749 5.2 and its relatives as Result values: id is the `error` code, text the
// `error_description` (ASCII without quote and backslash, RFC 6749 appendix A).
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/error.hpp>

namespace tessera::oauth {

// Errc::unauthenticated for invalid_client, invalid_token and insufficient_user_authentication,
// forbidden for insufficient_scope, invalid for all others.
[[nodiscard]] std::unexpected<Error> refuse(std::string_view error, std::string description,
                                            std::string detail = {});
// {"error":..., "error_description":...}
[[nodiscard]] std::string render_error(const Error& error);

}  // namespace tessera::oauth
