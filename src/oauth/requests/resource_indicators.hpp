// Resource indicators (RFC 8707): which APIs a token is for. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

// The resources that were asked for, repeats left out; nullopt if one is malformed or not among
// those that may be asked (invalid_target).
[[nodiscard]] std::optional<std::vector<std::string>> narrow_resources(
    const std::vector<std::string>& asked, const std::vector<std::string>& allowed);

// `aud` of an access token: the granted resources, else every API of the client; and userinfo of
// ours, once there is a person who signed in by OpenID Connect, or if there is nothing else.
[[nodiscard]] std::vector<std::string> audience_for(const ClientEntry& client,
                                                    const std::string& issuer,
                                                    const std::vector<std::string>& scopes,
                                                    const std::vector<std::string>& resources);

}  // namespace tessera::oauth
