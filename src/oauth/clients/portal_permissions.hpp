// Permissions that a portal defines: "<namespace>:<type>.<action>". Roles carry them like those of
// this server, which never have a colon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/oauth/client.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kOwnSuffix = ":own";  // with one's own resources only
inline constexpr std::string_view kSignInAssured = "assured";

[[nodiscard]] std::vector<std::string> split_actions(std::string_view actions);
[[nodiscard]] std::string permission_name(std::string_view permission_namespace,
                                          std::string_view type, std::string_view action);
// Of all resource types of a registration, each once.
[[nodiscard]] std::vector<std::string> portal_permissions(const ClientRegistration& r);

}  // namespace tessera::oauth
