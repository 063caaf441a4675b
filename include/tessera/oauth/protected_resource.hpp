// The protected resources that this server itself is: userinfo, the admin API, decisions. Their
// metadata (RFC 9728), what sign-in they ask of people (RFC 9470), and the challenge that says
// both.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/oauth/token_verifier.hpp>

namespace tessera::oauth {

struct ProtectedResource {
  std::string_view path;  // after the issuer; together the resource identifier
  std::string_view name;
  std::span<const std::string_view> scopes;
  std::span<const std::string_view> bearer_methods;  // RFC 6750 2
  std::optional<Acr> acr;                            // the lowest that serves
  std::optional<seconds> max_age;                    // since the sign-in
};
[[nodiscard]] const ProtectedResource& userinfo_resource();
[[nodiscard]] const ProtectedResource& admin_resource();
[[nodiscard]] const ProtectedResource& decision_resource();
[[nodiscard]] const ProtectedResource& scim_resource();

inline constexpr std::string_view kResourceMetadataPath = "/.well-known/oauth-protected-resource";

// RFC 9728 3.1: the well-known part goes between host and path.
[[nodiscard]] std::string metadata_url(std::string_view issuer, const ProtectedResource& resource);
// RFC 9728 2, ready to send.
[[nodiscard]] std::string resource_document(std::string_view issuer,
                                            const ProtectedResource& resource, bool mtls);

// Errors: insufficient_user_authentication. Pure. RFC 9470 3.
[[nodiscard]] Result<void> check_user_authentication(const AccessToken& token,
                                                     const ProtectedResource& resource,
                                                     TimePoint now);

// WWW-Authenticate: that of the verifier, where the metadata is (RFC 9728 5.1), and for
// insufficient_user_authentication what would suffice (RFC 9470 3).
[[nodiscard]] std::string resource_challenge(
    const Error& error, std::string_view issuer, const ProtectedResource& resource,
    PresentedToken::Scheme scheme = PresentedToken::Scheme::bearer);

}  // namespace tessera::oauth
