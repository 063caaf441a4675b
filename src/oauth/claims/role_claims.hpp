// Roles of a person as claims for one client: those in force, those that it is registered for, and
// no more than fits.
#pragma once

#include <string_view>

#include <tessera/access/access_service.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/role_claims.hpp>

#include "oauth/claims/claims_text.hpp"

namespace tessera::oauth {

// Of each claim, so that a token fits into a header; what is over is left out, the last in order
// first. The decision point knows the rest.
inline constexpr std::size_t kRoleClaimBytes = 2048;

// Pure. Empty unless the client is registered for them and the actor is of the staff, signed in as
// roles ask for.
[[nodiscard]] RoleClaims make_role_claims(const access::Actor& actor, const ClientEntry& client,
                                          TimePoint now);
// For a person who signed in at this level (R27, R33); the roles as they are now.
[[nodiscard]] Task<RoleClaims> load_role_claims(access::AccessService& access,
                                                const ClientEntry& client, const Uuid& person,
                                                Acr acr, TimePoint now);

// "access_token", "id_token", "userinfo".
[[nodiscard]] bool takes_roles_in(const ClientEntry& client, std::string_view place);
void add_role_claims(const RoleClaims& claims, ClaimsText& into);

}  // namespace tessera::oauth
