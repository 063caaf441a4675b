// What signature and encryption JWKs have in common.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/jose/jwk.hpp>

namespace tessera::jose {

[[nodiscard]] bool has(const boost::json::object& jwk, std::string_view name);
[[nodiscard]] std::unexpected<Error> refuse_jwk(std::string_view id);

// kty and the public parts alone. Errors as parse_jwk.
[[nodiscard]] Result<Key> parse_public_key(const boost::json::object& jwk);

// RFC 7517 4.2, 4.3: use is this one where the key says it, and key_ops has one of these.
[[nodiscard]] Result<void> check_purpose(const boost::json::object& jwk, std::string_view use,
                                         std::initializer_list<std::string_view> operations);

}  // namespace tessera::jose
