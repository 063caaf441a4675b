// Names of the grants that are not of RFC 6749, as grant_type says them.
#pragma once

#include <string_view>

namespace tessera::oauth {

inline constexpr std::string_view kDeviceCodeGrant =
    "urn:ietf:params:oauth:grant-type:device_code";  // RFC 8628 3.4
inline constexpr std::string_view kTokenExchangeGrant =
    "urn:ietf:params:oauth:grant-type:token-exchange";                               // RFC 8693
inline constexpr std::string_view kCibaGrant = "urn:openid:params:grant-type:ciba";  // CIBA 10.1

}  // namespace tessera::oauth
