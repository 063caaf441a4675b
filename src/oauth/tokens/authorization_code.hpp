// The text of an authorization code: the grant id it will become, and 256 random bits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::oauth {

struct AuthorizationCode {
  std::string text;
  Uuid grant;
  Bytes hash;  // SHA-256 of text: its name in the stores
};

[[nodiscard]] AuthorizationCode make_code(TimePoint now, Random& random);
[[nodiscard]] std::optional<AuthorizationCode> parse_code(std::string_view text);

}  // namespace tessera::oauth
