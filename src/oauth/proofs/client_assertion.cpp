#include "oauth/proofs/client_assertion.hpp"

#include <algorithm>

#include <tessera/codec/json.hpp>
#include <tessera/jose/jws.hpp>

namespace tessera::oauth {
namespace {

std::unexpected<Error> wrong(std::string_view what) {
  return fail(Errc::invalid, "assertion." + std::string(what));
}

// FAPI 2.0 Security Profile 5.3.2.1: the issuer as a single string. Else RFC 7523 3 (3): also the
// token endpoint or the endpoint itself (RFC 9126 2), under any of our addresses.
bool is_for_us(const jose::Claims& claims, bool issuer_only, std::string_view issuer,
               std::string_view endpoint) {
  if (issuer_only) {
    const auto* aud = codec::find_string(claims.members, "aud");
    return aud != nullptr && std::string_view(*aud) == issuer;
  }
  return std::ranges::any_of(claims.aud, [&](const std::string& aud) {
    return aud == issuer || aud == endpoint || aud == std::string(issuer) + "/oauth2/token";
  });
}

}  // namespace

std::string claimed_client(std::string_view assertion) {
  const auto payload = jose::peek_payload(assertion);
  if (!payload) return {};
  const auto claims = jose::parse_claims(*payload);
  return claims ? claims->sub : std::string();
}

Result<void> check_assertion(const jose::Claims& claims, const ClientEntry& client,
                             std::string_view issuer, std::string_view endpoint, TimePoint now) {
  // RFC 7523 3 (1) and (2): the client speaks for itself.
  if (claims.iss != client.client_id) return wrong("iss");
  if (claims.sub != client.client_id) return wrong("sub");
  if (!is_for_us(claims, client.profile.assertion_for_issuer_only, issuer, endpoint))
    return wrong("aud");
  // RFC 7523 3 (4) to (6).
  if (const auto good = jose::check_claims(claims, {.leeway = kAssertionLeeway}, now); !good)
    return good;
  if (*claims.exp > now + kAssertionLife + kAssertionLeeway) return wrong("exp_too_far");
  if (claims.iat && now > *claims.iat + kAssertionLife + kAssertionLeeway) return wrong("stale");
  // OpenID Connect Core 9: jti is required.
  if (claims.jti.empty()) return wrong("jti");
  return {};
}

}  // namespace tessera::oauth
