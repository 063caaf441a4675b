// JWT claims (RFC 7519 4.1): read once into values, checked by a pure function of now.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::jose {

struct Claims {
  std::string iss, sub, jti;     // "" if absent
  std::vector<std::string> aud;  // one string becomes a list of one
  std::optional<TimePoint> exp, nbf, iat;
  boost::json::object members;  // all of them, the ones above included
};

// Errc::invalid "jwt.malformed": not a JSON object, a duplicate member, a registered claim of the
// wrong type, or a time that is not a whole or fractional number within the years 1970 to 9999.
[[nodiscard]] Result<Claims> parse_claims(std::string_view json);

struct ClaimRules {
  std::string issuer;    // must equal iss; "" leaves iss unchecked
  std::string audience;  // must be in aud; "" leaves aud unchecked
  seconds leeway{30};    // for clocks that differ, both ways
  bool require_exp = true;
  bool accept_expired = false;  // for id_token_hint only
  // iat must be present and no older than this (DPoP, assertions); nullopt leaves its age open.
  std::optional<seconds> max_age;
};

// Errc::invalid: "jwt.issuer", "jwt.audience", "jwt.expired" (also exp missing), "jwt.early" (nbf
// or iat in the future), "jwt.stale" (older than max_age).
[[nodiscard]] Result<void> check_claims(const Claims& claims, const ClaimRules& rules,
                                        TimePoint now);

}  // namespace tessera::jose
